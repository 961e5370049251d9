"""Transactions as queries read them, and what their answers need of the account they are on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, Protocol
from uuid import UUID

from django.db.models import OuterRef, Subquery, UUIDField

from contracts import problems
from openbanking.models import Tenant, Transaction
from openbanking.models.prepared import Parameter, Prepared
from openbanking.operations.inputs import NO_SUCH_ACCOUNT
from openbanking.operations.pagination import Pages
from openbanking.operations.revisions import TENANTS_ACCOUNT
from openbanking.operations.transactions.filters import filters_by

Day = date  # a transaction has a `date` of its own


class Place(Protocol):
    """An account with what its transactions show of it, named as its columns."""

    @property
    def id(self) -> UUID: ...
    @property
    def tenant_id(self) -> UUID: ...
    @property
    def connection_id(self) -> UUID: ...
    @property
    def currency(self) -> str: ...
    @property
    def currency_assumed(self) -> bool: ...


class LedgerRow(NamedTuple):
    """An account, when our record of it changed, and when a transaction on it did."""

    id: UUID
    tenant_id: UUID
    connection_id: UUID
    currency: str
    currency_assumed: bool
    updated_at: datetime
    latest_change: datetime | None


class TransactionRow(NamedTuple):
    """A transaction."""

    id: UUID
    account_id: UUID
    external_id: str
    amount: Decimal
    date: datetime
    booked_on: datetime | None
    value_on: datetime | None
    budgeted_on: Day | None
    status: str
    type: str
    original_wording: str
    simplified_wording: str
    wording: str
    comment: str
    category: str
    parent_category: str
    counterparty_name: str
    counterparty_account: str
    counterparty_scheme: str
    counterparty_role: str
    card: str
    gross_amount: Decimal | None
    original_amount: Decimal | None
    original_gross_amount: Decimal | None
    original_currency: str
    commission: Decimal | None
    commission_currency: str
    series: str
    budgeted: bool
    first_seen_at: datetime | None
    bank_updated_at: datetime | None
    own_category: str
    note: str
    created_at: datetime
    updated_at: datetime


_SHOWN = Transaction.objects.shown().filter(account_id=Parameter("account", UUIDField()))
# By the index on an account's changes: a maximum with a grouping would read all its transactions.
_LATEST_CHANGE = Transaction.objects.filter(account=OuterRef("pk")).order_by("-updated_at")
_LEDGER = Prepared(
    TENANTS_ACCOUNT.annotate(latest_change=Subquery(_LATEST_CHANGE.values("updated_at")[:1])), LedgerRow
)
_LATEST = Prepared(_SHOWN.order_by("-date", "-pk"), TransactionRow)
TRANSACTIONS = Pages(
    _SHOWN,
    TransactionRow,
    order=["-date", "-id"],
    filters=filters_by(Parameter("account", UUIDField())),
)


def ledger_of(tenant: Tenant, account_id: UUID) -> LedgerRow:
    """Return the tenant's account; raises NotFound for any other."""
    row = _LEDGER.first(tenant=tenant.pk, account=account_id)
    if row is None:
        raise problems.NotFound(NO_SUCH_ACCOUNT)
    return row


def changed_at(tenant: Tenant, account_id: UUID) -> datetime | None:
    """Return when a transaction of the account last changed; the bank taking one back is a change."""
    row = _LEDGER.first(tenant=tenant.pk, account=account_id)
    return None if row is None else row.latest_change


def latest_of(account_id: UUID, count: int) -> list[TransactionRow]:
    """Return the newest transactions of an account, so many at most."""
    return _LATEST.all(account=account_id, limit=count)
