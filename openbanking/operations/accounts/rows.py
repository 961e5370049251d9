"""Accounts as queries read them: one row each, with its connection, bank, balances and discrepancy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import CharField, FilteredRelation, Q, QuerySet, UUIDField, Value

from contracts import problems
from openbanking.models import Account, BalanceType, Loan, Tenant
from openbanking.models.prepared import Members, Parameter, Prepared
from openbanking.operations.inputs import NO_SUCH_ACCOUNT
from openbanking.operations.pagination import Pages
from openbanking.operations.revisions import TENANTS_ACCOUNT, TENANTS_ACCOUNTS, with_tenants_revision


class AccountRow(NamedTuple):
    """An account with what answers about it need.

    `loan__account_id` says that it has a loan; `tenants_revision` is that of a list, else empty.
    """

    id: UUID
    tenant_id: UUID
    connection_id: UUID
    parent_id: UUID | None
    external_id: str
    name: str
    original_name: str
    type: str
    iban: bytes
    bic: str
    number: bytes
    currency: str
    currency_assumed: bool
    usage: str
    ownership: str
    company_name: str
    opened_on: date | None
    bookmarked: bool
    coming: Decimal | None
    valuation: Decimal | None
    gain: Decimal | None
    error: str
    bank_updated_at: datetime | None
    balance_missing_since: datetime | None
    quarantined_since: datetime | None
    disabled_at: datetime | None
    deleted_at: datetime | None
    vanished_at: datetime | None
    created_at: datetime
    updated_at: datetime
    connection__state: str
    connection__active: bool
    connection__vanished_at: datetime | None
    connection__next_try_at: datetime | None
    connection__consent_ends_at: datetime | None
    connection__updated_at: datetime
    connection__institution__code: str
    connection__institution__name: str
    connection__institution__updated_at: datetime
    connection__powens_user__user_id: UUID
    current__amount: Decimal | None
    available__amount: Decimal | None
    discrepancy__amount: Decimal | None
    discrepancy__began_on: date | None
    loan__account_id: UUID | None
    tenants_revision: str


def _described(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Join what a row has beside the account itself, of each at most one."""
    return accounts.annotate(
        current=FilteredRelation("balances", condition=Q(balances__type=BalanceType.CURRENT)),
        available=FilteredRelation("balances", condition=Q(balances__type=BalanceType.AVAILABLE)),
        discrepancy=FilteredRelation("discrepancies", condition=Q(discrepancies__ended_at=None)),
    )


ACCOUNTS = Pages(
    with_tenants_revision(_described(TENANTS_ACCOUNTS)),
    AccountRow,
    order=["id"],
    filters={
        "opened": lambda rows: rows.filter(pk__in=Members("opened", UUIDField())),
        "live": lambda rows: rows.live(),
        "connection": lambda rows: rows.filter(connection_id=Parameter("connection", UUIDField())),
        "user": lambda rows: rows.filter(
            connection__powens_user__user_id=Parameter("user", UUIDField())
        ),
        "institution": lambda rows: rows.filter(
            connection__institution__code=Parameter("institution", CharField())
        ),
    },
)
_ACCOUNT = Prepared(_described(TENANTS_ACCOUNT).annotate(tenants_revision=Value("")), AccountRow)
_LOANS = Prepared(Loan.objects.filter(pk__in=Members("accounts", UUIDField())).order_by())


def row_of(tenant: Tenant, account_id: UUID) -> AccountRow:
    """Return the tenant's account; raises NotFound for any other."""
    row = _ACCOUNT.first(tenant=tenant.pk, account=account_id)
    if row is None:
        raise problems.NotFound(NO_SUCH_ACCOUNT)
    return row


def loans_of(rows: Iterable[AccountRow]) -> dict[UUID, Loan]:
    """Return the loans of those accounts that have one, by the account's id."""
    accounts = [row.id for row in rows if row.loan__account_id is not None]
    return {loan.pk: loan for loan in _LOANS.all(accounts=accounts)} if accounts else {}
