"""What several tenants own and owe now: as for each of them, in as many statements as for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from openbanking.balances.freshness import fresh_since, is_stale
from openbanking.models import Account
from openbanking.networth.accounts import AccountRow
from openbanking.networth.figures import figures_at
from openbanking.networth.manual_accounts import manual_positions_of, manual_rows
from openbanking.networth.positions import Position, positions_with
from openbanking.networth.totals import Sum, totals_of


class Of(NamedTuple):
    """Whose sum it is, in which currency."""

    tenant: UUID
    currency: str


def totals_together(tenants: Collection[UUID], *, now: datetime) -> dict[Of, Sum]:
    """Return what each of these tenants owns and owes, by currency, with what of it is stale."""
    rows = _accounts_by_tenant(tenants, known_at=now)
    ids = [each.id for accounts in rows.values() for each in accounts]
    figures = figures_at(ids, [now], known_at=now) if ids else {}
    by_hand = manual_rows(tenants, known_at=now)
    owner = {each.id: tenant for tenant, kept in by_hand.items() for each in kept}
    positions: dict[UUID, list[Position]] = defaultdict(list)
    for each in manual_positions_of(
        [each for kept in by_hand.values() for each in kept], [now], known_at=now
    ):
        positions[owner[each.account.id]].append(each)
    since = fresh_since(now)
    sums: dict[Of, Sum] = {}
    for tenant, accounts in rows.items():
        positions[tenant] += positions_with(accounts, figures, [now])
    stale = {each.id for accounts in rows.values() for each in accounts if is_stale(each, since=since)}
    for tenant, held in positions.items():
        totals = totals_of(
            held, lambda position: None, is_stale=lambda position: position.account.id in stale
        )
        sums |= {Of(tenant, currency): each for (_, currency), each in totals.items()}
    return sums


def _accounts_by_tenant(
    tenants: Collection[UUID], *, known_at: datetime
) -> dict[UUID, list[AccountRow]]:
    rows: dict[UUID, list[AccountRow]] = defaultdict(list)
    known = Account.objects.not_merged_away().filter(tenant__in=tenants, created_at__lte=known_at)
    columns = AccountRow._fields
    for tenant, *values in known.order_by("pk").values_list("tenant_id", *columns):
        rows[tenant].append(AccountRow._make(values))
    return rows
