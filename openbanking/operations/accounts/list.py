"""`openbanking.accounts.list`: the accounts of a tenant, page by page."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from contracts import Caller, Record, Revised, Values, fields, query
from openbanking.access.narrowing import opened_to
from openbanking.balances.freshness import fresh_since
from openbanking.models import Tenant
from openbanking.operations import examples, links
from openbanking.operations.accounts.record import BankAccount, BankAccountRecord, bank_account
from openbanking.operations.accounts.rows import ACCOUNTS, loans_of
from openbanking.operations.inputs import TenantInput, cursor_field, page_size_field
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE
from openbanking.operations.revisions import Revision, accounts_revision, tenants_revision


class OpenBankingListAccountsInput(TenantInput):
    """Which accounts to list."""

    user_id = fields.Id(
        required=False, help_text="Only accounts linked for this member; left out: all members'."
    )
    connection_id = fields.Id(required=False, help_text="Only accounts of this connection.")
    institution_id = fields.String(required=False, help_text="Only accounts at this bank.")
    include_balances = fields.Boolean(
        required=False, help_text="Whether records carry balances; true when left out."
    )
    include_inactive = fields.Boolean(
        required=False,
        help_text="Whether disabled, deleted and vanished accounts are listed too; false when left out.",
    )
    cursor = cursor_field()
    page_size = page_size_field()


class OpenBankingListAccountsOutput(Record):
    """One page of accounts."""

    accounts = BankAccountRecord(many=True, help_text="Accounts, the first recorded first.")
    next_cursor = fields.String(required=False, help_text="Where the next page begins, if any.")
    has_more = fields.Boolean(required=False, help_text="Whether there is a next page.")


class AccountPage(Values, kw_only=True):
    """The values of an OpenBankingListAccountsOutput."""

    accounts: list[BankAccount]
    next_cursor: str | None = None
    has_more: bool


def revision(tenant: Tenant, **asked: object) -> Revision:
    """Return what changes whenever any account of the tenant does."""
    return accounts_revision(tenant, now=timezone.now())


@query(
    "openbanking.accounts.list",
    "1.0.0",
    input=OpenBankingListAccountsInput,
    output=OpenBankingListAccountsOutput,
    goal="Show a family every account it has, whatever the bank, with its latest balance.",
    context="Reads the cache only and never calls the aggregator; each account says how fresh it is.",
    owners=["@platform.finance"],
    tags=["open-banking", "powens", "accounts"],
    examples=examples.LIST_ACCOUNTS,
    history={"1.0.0": "First version."},
    links=links.FROM_ACCOUNTS,
    revision=revision,
)
def list_accounts(
    caller: Caller,
    tenant: Tenant,
    *,
    user_id: UUID | None = None,
    connection_id: UUID | None = None,
    institution_id: str | None = None,
    include_balances: bool = True,
    include_inactive: bool = False,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE_SIZE,
) -> Revised[AccountPage]:
    """List the bank accounts of a tenant."""
    now = timezone.now()
    since = fresh_since(now)
    page = ACCOUNTS.page(
        {
            "tenant": tenant.pk,
            "opened": opened_to(caller),
            "live": None if include_inactive else True,
            "connection": connection_id,
            "user": user_id,
            "institution": institution_id,
        },
        cursor=cursor,
        size=page_size,
        at={"fresh_since": since},
    )
    loans = loans_of(page.rows)
    answer = AccountPage(
        accounts=[
            bank_account(row, loan=loans.get(row.id), since=since, include_balances=include_balances)
            for row in page.rows
        ],
        next_cursor=page.next_cursor,
        has_more=page.has_more,
    )
    return Revised(answer, tenants_revision(page.rows, tenant, now=now))
