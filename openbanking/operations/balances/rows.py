"""Balances as queries read them: a row for each, beside what its account says of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from django.db.models import UUIDField

from contracts import problems
from openbanking.models import Account, Tenant
from openbanking.models.prepared import Members, Prepared
from openbanking.operations.inputs import NO_SUCH_ACCOUNT
from openbanking.operations.revisions import TENANTS_ACCOUNT


class BalanceRow(NamedTuple):
    """An account and one of its latest balances; without an id where it has none at all."""

    id: UUID
    tenant_id: UUID
    connection_id: UUID
    updated_at: datetime
    coming: Decimal | None
    currency_assumed: bool
    bank_updated_at: datetime | None
    balance_missing_since: datetime | None
    quarantined_since: datetime | None
    disabled_at: datetime | None
    deleted_at: datetime | None
    vanished_at: datetime | None
    connection__state: str
    connection__active: bool
    connection__vanished_at: datetime | None
    connection__next_try_at: datetime | None
    connection__updated_at: datetime
    connection__institution__updated_at: datetime
    balances__id: UUID | None
    balances__type: str
    balances__amount: Decimal
    balances__currency: str
    balances__as_of: datetime
    balances__created_at: datetime
    balances__source_field: str
    balances__derived: bool
    balances__run_id: UUID | None
    balances__learned_at: datetime


_OF_ACCOUNT = Prepared(TENANTS_ACCOUNT, BalanceRow)
_OF_ACCOUNTS = Prepared(
    Account.objects.filter(pk__in=Members("accounts", UUIDField())).order_by("pk"), BalanceRow
)


def rows_of(tenant: Tenant, account_id: UUID) -> list[BalanceRow]:
    """Return the rows of a tenant's account, at least one; raises NotFound for any other account."""
    rows = _OF_ACCOUNT.all(tenant=tenant.pk, account=account_id)
    if not rows:
        raise problems.NotFound(NO_SUCH_ACCOUNT)
    return rows


def rows_by_account(account_ids: Collection[UUID]) -> Iterator[list[BalanceRow]]:
    """Yield the rows of each of these accounts, the first recorded first."""
    rows = _OF_ACCOUNTS.all(accounts=account_ids)
    for _, of_one in groupby(rows, key=attrgetter("id")):
        yield list(of_one)
