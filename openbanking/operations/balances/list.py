"""`openbanking.balances.list`: the latest cached balances of many accounts, page by page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from contracts import Record, fields, query
from openbanking.models import Balance, Tenant
from openbanking.operations import examples, links
from openbanking.operations.accounts.described import balances_of_all, with_connections
from openbanking.operations.balances.record import (
    AccountBalance,
    AccountBalanceRecord,
    account_balances,
    oldest_update,
)
from openbanking.operations.balances.types import balance_types_field, canonical
from openbanking.operations.inputs import TenantInput, accounts_of, cursor_field, page_size_field
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE, page_of
from openbanking.operations.revisions import Revision, accounts_revision

# So many ids fit into an address of 8192 characters, also where the field's name is repeated for each.
MOST_ACCOUNTS = 150


class OpenBankingListBalancesInput(TenantInput):
    """Which accounts, and which of their balances."""

    account_ids = fields.List(
        child=fields.Id(),
        required=False,
        max_length=MOST_ACCOUNTS,
        error_messages={"max_length": "Send at most {max_length}, and the others in another call."},
        help_text=f"Only these accounts, at most {MOST_ACCOUNTS}, whatever their state; one that is not "
        "the tenant's is a 404, and an empty list names none. Left out: all accounts but those that "
        "are disabled, deleted or vanished.",
    )
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


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancePage:
    """The values of an OpenBankingListBalancesOutput."""

    balances: list[AccountBalance]
    as_of: datetime | None
    next_cursor: str | None
    has_more: bool


def revision(tenant: Tenant, **asked: object) -> Revision:
    """Return what changes whenever a balance of any account of the tenant does."""
    return tenant.pk, asked, accounts_revision(tenant, now=timezone.now())


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
    tenant: Tenant,
    *,
    account_ids: Sequence[UUID] | None = None,
    connection_id: UUID | None = None,
    balance_types: Sequence[str] | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE_SIZE,
) -> BalancePage:
    """List the latest cached balances of many bank accounts."""
    types = canonical(balance_types)
    accounts = tenant.accounts.live() if account_ids is None else accounts_of(tenant, account_ids)
    if connection_id is not None:
        accounts = accounts.filter(connection=connection_id)
    page = page_of(
        accounts.filter(_has_balance(types)),
        ["pk"],
        filters={
            "tenant": tenant.pk,
            "accounts": None if account_ids is None else sorted(set(account_ids)),
            "connection": connection_id,
            "types": None if types is None else sorted(types),
        },
        cursor=cursor,
        size=page_size,
    )
    latest, now = balances_of_all(page.rows), timezone.now()
    balances = [
        balance
        for account in with_connections(page.rows)
        for balance in account_balances(account, latest[account.pk], types, now=now)
    ]
    return BalancePage(
        balances=balances,
        as_of=oldest_update(balances),
        next_cursor=page.next_cursor,
        has_more=page.has_more,
    )


def _has_balance(types: Collection[str] | None) -> Exists:
    """Return the condition for accounts with a balance of these types: others would make empty pages."""
    balances = Balance.objects.filter(account=OuterRef("pk"))
    return Exists(balances if types is None else balances.filter(type__in=types))
