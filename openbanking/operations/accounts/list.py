"""`openbanking.accounts.list`: the accounts of a tenant, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from contracts import Record, fields, query
from openbanking.models import Tenant
from openbanking.operations import examples, links
from openbanking.operations.accounts.described import all_described
from openbanking.operations.accounts.record import BankAccount, BankAccountRecord, bank_account
from openbanking.operations.inputs import TenantInput, cursor_field, page_size_field
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE, page_of
from openbanking.operations.revisions import Revision, accounts_revision


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """The values of an OpenBankingListAccountsOutput."""

    accounts: list[BankAccount]
    next_cursor: str | None
    has_more: bool


def revision(tenant: Tenant, **asked: object) -> Revision:
    """Return what changes whenever any account of the tenant does."""
    return tenant.pk, asked, accounts_revision(tenant, now=timezone.now())


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
    tenant: Tenant,
    *,
    user_id: UUID | None = None,
    connection_id: UUID | None = None,
    institution_id: str | None = None,
    include_balances: bool = True,
    include_inactive: bool = False,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE_SIZE,
) -> AccountPage:
    """List the bank accounts of a tenant."""
    wanted = {
        "connection": connection_id,
        "connection__powens_user__user": user_id,
        "connection__institution__code": institution_id,
    }
    filters = {name: value for name, value in wanted.items() if value is not None}
    accounts = tenant.accounts.filter(**filters)
    if not include_inactive:
        accounts = accounts.live()
    page = page_of(
        accounts.select_related("loan"),
        ["pk"],
        filters={**filters, "tenant": tenant.pk, "inactive": include_inactive},
        cursor=cursor,
        size=page_size,
    )
    now = timezone.now()
    return AccountPage(
        accounts=[
            bank_account(each, now=now, include_balances=include_balances)
            for each in all_described(page.rows)
        ],
        next_cursor=page.next_cursor,
        has_more=page.has_more,
    )
