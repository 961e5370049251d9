"""Whether the newest transactions are worth reading where none is said to have changed.

Rows can go away without a trace, which no list of changes tells. Nearly always something else then moves
too: the bank was read, a balance changed, the ledger does not add up. What moves nothing at all is found
once a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Subquery

from openbanking.models import Account, Balance, BalanceType, Discrepancy, PowensUser
from openbanking.powens import PowensClock, PowensProtocolError
from openbanking.sync.mapping.values import money
from openbanking.sync.reading.snapshot import Snapshot

# Each user has its own time of the day, so that not all are due in one run.
SOONEST = timedelta(hours=20)
SPREAD = timedelta(hours=8)
PARTS = 1_000


class _Standing(NamedTuple):
    """What of an account moves when anything does."""

    updated_at: datetime | None
    balance: Decimal | None
    coming: Decimal | None


class Ours(NamedTuple):
    """An account of ours as it stands."""

    pk: UUID
    external_id: str
    connection: str
    kind: str
    is_read: bool
    history_read_at: datetime | None
    standing: _Standing


def is_due(user: PowensUser, *, now: datetime) -> bool:
    """Tell whether a user's newest rows were not compared with ours for about a day."""
    last = user.newest_compared_at
    return last is None or now - last >= SOONEST + SPREAD * (user.pk.int % PARTS) / PARTS


def has_moved(user: PowensUser, snapshot: Snapshot, ours: Sequence[Ours], *, clock: PowensClock) -> bool:
    """Tell whether anything is not as it was when this user was last read."""
    if any(_banks_read_again(snapshot, clock)):
        return True
    if not snapshot.transactions.accounts():
        # What changed last is asked for again each time: a list without it is at fault.
        return True
    known = {each.external_id: each.standing for each in ours if each.is_read}
    return (
        _listed(snapshot, clock) != known
        or snapshot.transactions.differ({each.external_id: each.pk for each in ours})
        or Discrepancy.objects.open().filter(powens_user=user, kind=Discrepancy.Kind.LEDGER).exists()
    )


def _banks_read_again(snapshot: Snapshot, clock: PowensClock) -> Iterator[bool]:
    for payload in snapshot.connections:
        known = snapshot.known.get(str(payload.id))
        yield known is None or known.last_success_at != _moment(clock, payload.last_update)


def _listed(snapshot: Snapshot, clock: PowensClock) -> dict[str, _Standing]:
    return {
        str(account.id): _Standing(
            _moment(clock, account.last_update), money(account.balance), money(account.coming)
        )
        for account in snapshot.listed_accounts()
        if not account.disabled
    }


def accounts_of_ours(snapshot: Snapshot) -> list[Ours]:
    """Return our accounts of the connections Powens knows of, each as it stands."""
    current = Balance.objects.filter(account=OuterRef("pk"), type=BalanceType.CURRENT)
    rows = (
        Account.objects.filter(connection__in=snapshot.known.values())
        .annotate(current=Subquery(current.values("amount")))
        .values_list(
            *("pk", "external_id", "connection__external_id", "type", "disabled_at", "vanished_at"),
            *("history_read_at", "bank_updated_at", "current", "coming"),
        )
    )
    return [
        Ours(
            pk,
            external_id,
            connection,
            kind,
            disabled_at is None and vanished_at is None,
            whole_at,
            _Standing(*standing),
        )
        for pk, external_id, connection, kind, disabled_at, vanished_at, whole_at, *standing in rows
    ]


def _moment(clock: PowensClock, text: str | None) -> datetime | None:
    with suppress(PowensProtocolError):  # it is reported when the account is written
        return clock.local(text)
    return None
