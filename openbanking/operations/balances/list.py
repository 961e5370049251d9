"""`openbanking.balances.list`: the latest cached balances of many accounts, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, UUIDField
from django.utils import timezone

from contracts import Caller, Record, Revised, Values, fields, query
from openbanking.access.narrowing import opened_to
from openbanking.balances.freshness import fresh_since
from openbanking.models import Balance, Tenant
from openbanking.models.prepared import Members, Parameter
from openbanking.operations import examples, links
from openbanking.operations.balances.record import (
    AccountBalance,
    AccountBalanceRecord,
    account_balances,
    oldest_update,
)
from openbanking.operations.balances.rows import rows_by_account
from openbanking.operations.balances.types import balance_types_field, canonical
from openbanking.operations.inputs import (
    TenantInput,
    account_ids_field,
    check_accounts,
    cursor_field,
    page_size_field,
)
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE, Pages
from openbanking.operations.revisions import (
    TENANTS_ACCOUNTS,
    Revision,
    accounts_revision,
    tenants_revision,
    with_tenants_revision,
)


class OpenBankingListBalancesInput(TenantInput):
    """Which accounts, and which of their balances."""

    account_ids = account_ids_field("all accounts but those that are disabled, deleted or vanished.")
    connection_id = fields.Id(
        required=False, help_text="Only accounts of this connection, also among those named."
    )
    balance_types = balance_types_field(
        "Only these types: current, available, expected, or a common alias of one. "
        "Left out: all of them."
    )
    cursor = cursor_field()
    page_size = page_size_field("Accounts")


class OpenBankingListBalancesOutput(Record):
    """The balances of one page of accounts."""

    balances = AccountBalanceRecord(
        many=True,
        help_text="Account by account, the first recorded first; of each one for each type, current "
        "first, all on the same page. An account that has none takes no place on a page.",
    )
    as_of = fields.DateTime(required=False, help_text="The oldest update among them.")
    next_cursor = fields.String(required=False, help_text="Where the next page begins, if any.")
    has_more = fields.Boolean(required=False, help_text="Whether there is a next page.")


class BalancePage(Values, kw_only=True):
    """The values of an OpenBankingListBalancesOutput."""

    balances: list[AccountBalance]
    as_of: datetime | None = None
    next_cursor: str | None = None
    has_more: bool


class AccountId(NamedTuple):
    """An account on a page."""

    id: UUID
    tenants_revision: str


_BALANCES = Balance.objects.filter(account=OuterRef("pk"))
_ACCOUNTS = Pages(
    with_tenants_revision(TENANTS_ACCOUNTS),
    AccountId,
    order=["id"],
    filters={
        "accounts": lambda rows: rows.filter(pk__in=Members("accounts", UUIDField())),
        "opened": lambda rows: rows.filter(pk__in=Members("opened", UUIDField())),
        "live": lambda rows: rows.live(),
        "connection": lambda rows: rows.filter(connection_id=Parameter("connection", UUIDField())),
        # Accounts without a balance that was asked for would make empty pages.
        "any": lambda rows: rows.filter(Exists(_BALANCES)),
        "types": lambda rows: rows.filter(
            Exists(_BALANCES.filter(type__in=Members("types", CharField())))
        ),
    },
)


def revision(tenant: Tenant, **asked: object) -> Revision:
    """Return what changes whenever a balance of any account of the tenant does."""
    return accounts_revision(tenant, now=timezone.now())


@query(
    "openbanking.balances.list",
    "1.0.0",
    input=OpenBankingListBalancesInput,
    output=OpenBankingListBalancesOutput,
    goal="Give a dashboard the balances of every account in one call, instead of one call each.",
    context="Reads the cache only and never calls the aggregator; each balance says how fresh it is. "
    "Nothing is added up: an account that is seen through two connections is listed twice.",
    owners=["@platform.finance"],
    tags=["open-banking", "balances"],
    examples=examples.LIST_BALANCES,
    history={"1.0.0": "First version."},
    links=links.FROM_BALANCE_LIST,
    revision=revision,
)
def list_balances(
    caller: Caller,
    tenant: Tenant,
    *,
    account_ids: Sequence[UUID] | None = None,
    connection_id: UUID | None = None,
    balance_types: Sequence[str] | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE_SIZE,
) -> Revised[BalancePage]:
    """List the latest cached balances of many bank accounts."""
    types = canonical(balance_types)
    if account_ids is not None:
        check_accounts(tenant, account_ids)
    now = timezone.now()
    page = _ACCOUNTS.page(
        {
            "tenant": tenant.pk,
            "accounts": None if account_ids is None else sorted(set(account_ids)),
            "opened": opened_to(caller),
            "live": True if account_ids is None else None,
            "connection": connection_id,
            "any": True if types is None else None,
            "types": None if types is None else sorted(types),
        },
        cursor=cursor,
        size=page_size,
        at={"fresh_since": fresh_since(now)},
    )
    balances = [
        balance
        for rows in rows_by_account([each.id for each in page.rows])
        for balance in account_balances(rows, types, now=now)
    ]
    answer = BalancePage(
        balances=balances,
        as_of=oldest_update(balances),
        next_cursor=page.next_cursor,
        has_more=page.has_more,
    )
    return Revised(answer, tenants_revision(page.rows, tenant, now=now))
