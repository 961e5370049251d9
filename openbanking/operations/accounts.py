"""Accounts over the contract."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from contracts import fields
from contracts.caller import Caller
from contracts.registry import query
from contracts.shapes import Input, Record
from openbanking.access import tenant_of
from openbanking.answers import account_answer
from openbanking.cursors import DEFAULT_PAGE_SIZE, open_cursor, seal_cursor
from openbanking.models import Account
from openbanking.operations.inputs import (
    account_in,
    cursor_field,
    page_size_field,
    tenant_id_field,
)
from openbanking.records import BankAccountRecord

LATEST = 10


class OpenBankingListAccountsInput(Input):
    """Which accounts to list."""

    tenant_id = tenant_id_field()
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


@query(
    "openbanking.accounts.list",
    "1.0.0",
    input=OpenBankingListAccountsInput,
    output=OpenBankingListAccountsOutput,
    goal="Show a family every account it has, whatever the bank, with its latest balance.",
    context="Reads the cache only and never calls the aggregator; each account says how fresh it is.",
    owners=["@platform.finance"],
    tags=["open-banking", "powens", "accounts"],
)
def list_accounts(
    caller: Caller,
    *,
    tenant_id: UUID | None = None,
    user_id: UUID | None = None,
    connection_id: UUID | None = None,
    institution_id: str | None = None,
    include_balances: bool = True,
    include_inactive: bool = False,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE_SIZE,
) -> dict[str, Any]:
    """List the bank accounts of a tenant."""
    tenant = tenant_of(caller, tenant_id)
    wanted = {
        "connection": connection_id,
        "connection__powens_user__user": user_id,
        "connection__institution__code": institution_id,
    }
    filters = {name: value for name, value in wanted.items() if value is not None}
    bound_to = {**filters, "tenant": tenant.pk, "inactive": include_inactive}
    position = open_cursor(cursor, bound_to)
    accounts = Account.objects.filter(tenant=tenant, **filters)
    if not include_inactive:
        accounts = accounts.live()
    if position:
        accounts = accounts.filter(pk__gt=position[0])
    page = list(
        accounts.select_related("connection__institution", "connection__powens_user", "loan")
        .prefetch_related("balances")
        .order_by("pk")[: page_size + 1]
    )
    shown, now = page[:page_size], timezone.now()
    has_more = len(page) > page_size
    return {
        "accounts": [account_answer(each, now=now, include_balances=include_balances) for each in shown],
        "next_cursor": seal_cursor([str(shown[-1].pk)], bound_to) if has_more else None,
        "has_more": has_more,
    }


class OpenBankingGetAccountInput(Input):
    """Which account, and how much to say of it."""

    tenant_id = tenant_id_field()
    account_id = fields.Id(help_text="The bank account.")
    include_balances = fields.Boolean(
        required=False, help_text="Whether the record carries balances; true when left out."
    )
    include_latest_transactions = fields.Boolean(
        required=False,
        help_text=f"Whether metadata carries the {LATEST} latest transactions; false when left out.",
    )


@query(
    "openbanking.accounts.get",
    "1.0.0",
    input=OpenBankingGetAccountInput,
    output=BankAccountRecord,
    goal="Tell everything known of one account, for a detail page or an automation.",
    context="Reads the cache only and never calls the aggregator. Disabled, deleted and vanished "
    "accounts are answered too; metadata says so.",
    owners=["@platform.finance"],
    tags=["open-banking", "powens", "accounts"],
)
def get_account(
    caller: Caller,
    *,
    account_id: UUID,
    tenant_id: UUID | None = None,
    include_balances: bool = True,
    include_latest_transactions: bool = False,
) -> dict[str, Any]:
    """Retrieve one bank account."""
    account = account_in(tenant_of(caller, tenant_id), account_id)
    latest = (
        list(account.transactions.live().order_by("-date", "-pk")[:LATEST])
        if include_latest_transactions
        else None
    )
    return account_answer(account, now=timezone.now(), include_balances=include_balances, latest=latest)
