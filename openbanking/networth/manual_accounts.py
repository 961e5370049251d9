"""What no bank reports, as a part of a net worth: manual accounts with their valuations."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, time
from itertools import accumulate
from typing import NamedTuple
from uuid import UUID

from openbanking.models import Kind, ManualAccount, Tenant, Valuation
from openbanking.networth.figures import Figure
from openbanking.networth.positions import ABSENT, Held, Position


class ManualRow(NamedTuple):
    """A manual account that counts by itself."""

    id: UUID
    kind: Kind
    currency: str


def manual_positions(
    tenant: Tenant,
    instants: Sequence[datetime],
    *,
    known_at: datetime,
    among: Collection[UUID] | None = None,
) -> list[Position]:
    """Return the tenant's manual accounts over the instants, which ascend, as known at a time.

    With ids, only the accounts among them. A valuation holds from the beginning of its day, in UTC;
    before the first one an account does not count, since nobody says that it was there.
    """
    rows = manual_rows([tenant.pk], known_at=known_at).get(tenant.pk, [])
    accounts = [each for each in rows if among is None or each.id in among]
    return manual_positions_of(accounts, instants, known_at=known_at)


def manual_rows(tenants: Collection[UUID], *, known_at: datetime) -> dict[UUID, list[ManualRow]]:
    """Return the manual accounts of tenants as far as they were known, the first recorded first."""
    rows: dict[UUID, list[ManualRow]] = defaultdict(list)
    known = ManualAccount.objects.counted().filter(tenant__in=tenants, created_at__lte=known_at)
    for tenant, account, kind, currency in known.order_by("pk").values_list(
        "tenant_id", "pk", "kind", "currency"
    ):
        rows[tenant].append(ManualRow(account, Kind(kind), currency))
    return rows


def manual_positions_of(
    accounts: Sequence[ManualRow], instants: Sequence[datetime], *, known_at: datetime
) -> list[Position]:
    """Return manual accounts over the instants, which ascend, as they were known at a time."""
    held: dict[UUID, list[Held]] = {each.id: [ABSENT] * len(instants) for each in accounts}
    for figure in _valuations(accounts, instants[-1], known_at=known_at):
        held[figure.account_id][bisect_left(instants, figure.as_of)] = figure
    return [Position(each, list(accumulate(held[each.id], _latest))) for each in accounts]


def first_recorded_figures(figures: Sequence[Figure], *, known_at: datetime) -> list[Figure]:
    """Return for each of these values the one that was recorded first of the same account and day."""
    given = {(each.account_id, each.as_of.date()): each for each in figures}
    rows = Valuation.objects.filter(
        account__in={account for account, _ in given},
        valued_on__in={day for _, day in given},
        recorded_at__lte=known_at,
        amount__isnull=False,
    ).order_by("-recorded_at", "-pk")
    first = dict(given)
    for account, day, amount in rows.values_list("account_id", "valued_on", "amount"):
        if amount is not None and (account, day) in first:
            first[account, day] = given[account, day]._replace(amount=amount)
    return list(first.values())


def _valuations(
    accounts: Sequence[ManualRow], last: datetime, *, known_at: datetime
) -> Iterator[Figure]:
    """Yield what the accounts were worth, the earliest day first and the latest word on it last."""
    currencies = {each.id: each.currency for each in accounts}
    known = Valuation.objects.known_at(known_at).filter(
        account__in=currencies, valued_on__lte=last.date()
    )
    rows = known.order_by("valued_on", "recorded_at", "pk")
    for account, amount, day in rows.values_list("account_id", "amount", "valued_on"):
        if amount is not None:
            as_of = datetime.combine(day, time(), tzinfo=UTC)
            yield Figure(account, amount, currencies[account], as_of)


def _latest(before: Held, now: Held) -> Held:
    return before if now is ABSENT else now
