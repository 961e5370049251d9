"""Accounts over the contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from contracts import (
    Auth,
    Caller,
    Input,
    Rate,
    RateScope,
    Record,
    Telemetry,
    command,
    fields,
    problems,
    query,
)
from openbanking.access.tenancy import administered_tenant, tenant_of
from openbanking.models import Account, Connection
from openbanking.operations import examples
from openbanking.operations.answers import account_answer
from openbanking.operations.answers.versions import accounts_version, transactions_version
from openbanking.operations.inputs import account_in, cursor_field, page_size_field, tenant_id_field
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE, open_cursor, seal_cursor
from openbanking.operations.records import BankAccountRecord
from openbanking.operations.refresh import refresh
from openbanking.sync import next_read_at

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


def version_of_list(caller: Caller, *, tenant_id: UUID | None = None, **asked: Any) -> Any:
    """Return what changes whenever any account of the family does."""
    tenant = tenant_of(caller, tenant_id)
    accounts = Account.objects.filter(tenant=tenant)
    return tenant.pk, asked, accounts_version(accounts, now=timezone.now())


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
    revision=version_of_list,
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
    page = list(accounts.described().prefetch_related("discrepancies").order_by("pk")[: page_size + 1])
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


def version_of_account(
    caller: Caller, *, account_id: UUID, tenant_id: UUID | None = None, **asked: Any
) -> Any:
    """Return what changes whenever the account or, where they are told, its movements do."""
    tenant = tenant_of(caller, tenant_id)
    accounts = Account.objects.filter(tenant=tenant, pk=account_id)
    rows = transactions_version(account_id) if asked.get("include_latest_transactions") else ()
    return tenant.pk, asked, accounts_version(accounts, now=timezone.now()), rows


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
    examples=examples.GET_ACCOUNT,
    history={"1.0.0": "First version."},
    revision=version_of_account,
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
        list(account.transactions.shown().order_by("-date", "-pk")[:LATEST])
        if include_latest_transactions
        else None
    )
    return account_answer(account, now=timezone.now(), include_balances=include_balances, latest=latest)


class OpenBankingSyncAccountsInput(Input):
    """Which connection, and how thoroughly."""

    tenant_id = tenant_id_field()
    user_id = fields.Id(required=False, help_text="The member whose bank this is.")
    connection_id = fields.Id(help_text="The connection to sync.")
    account_ids = fields.List(
        child=fields.Id(), required=False, help_text="Only count these accounts in the answer."
    )
    force_full_refresh = fields.Boolean(
        required=False,
        help_text="Insist that the bank is read now, and read whole histories: refused with 429 when "
        "it is too early. When left out, the bank is read if its quota allows.",
    )
    trigger_workflows = fields.Boolean(
        required=False, help_text="Accepted for callers of the contract family; nothing waits for it."
    )


class OpenBankingSyncAccountsOutput(Record):
    """What was brought in step."""

    synced = fields.Int(help_text="Accounts that were read.")
    failed = fields.Int(help_text="Accounts that could not be read.")
    errors_ = fields.List(
        child=fields.String(), required=False, help_text="What could not be read, if anything."
    )
    next_sync_suggested_at = fields.DateTime(
        required=False, help_text="From when on the bank may be read again."
    )


@command(
    "openbanking.accounts.sync",
    "1.0.0",
    input=OpenBankingSyncAccountsInput,
    output=OpenBankingSyncAccountsOutput,
    goal="Bring all accounts of one connection in step with the bank, on request.",
    context="Never acts as if the member were present. A connection that needs its user is refused "
    "with who must act; banks allow four reads a day, shared with the scheduled sync.",
    owners=["@platform.finance"],
    tags=["open-banking", "powens", "accounts"],
    examples=examples.SYNC_ACCOUNTS,
    history={"1.0.0": "First version."},
    auth=Auth.ADMIN,
    rate=Rate(30, by=RateScope.TENANT),
    telemetry=Telemetry(
        success="openbanking.accounts.synced",
        failure="openbanking.accounts.sync_failed",
        properties=["tenantId", "connectionId", "synced", "failed"],
    ),
)
def sync_accounts(
    caller: Caller,
    *,
    connection_id: UUID,
    tenant_id: UUID | None = None,
    user_id: UUID | None = None,
    account_ids: Sequence[UUID] | None = None,
    force_full_refresh: bool = False,
    trigger_workflows: bool = False,
) -> dict[str, Any]:
    """Sync the accounts of a connection from Powens."""
    tenant = administered_tenant(caller, tenant_id)
    whose = {} if user_id is None else {"powens_user__user": user_id}
    connection = (
        Connection.objects.filter(tenant=tenant, pk=connection_id, **whose)
        .select_related("institution", "powens_user__tenant", "powens_user__application")
        .first()
    )
    if connection is None:
        raise problems.NotFound("There is no such connection in this tenant.")
    report = refresh(connection, insist=force_full_refresh, full=force_full_refresh, now=timezone.now())
    accounts = Account.objects.filter(connection=connection)
    read = accounts.filter(vanished_at__isnull=True).exclude(external_id__in=report.unread_accounts)
    wanted = set(account_ids) if account_ids is not None else None
    synced = read.count() if wanted is None else read.filter(pk__in=wanted).count()
    return {
        "synced": synced,
        "failed": len(report.accounts_left_out) if wanted is None else len(wanted) - synced,
        "errors_": [str(warning) for warning in report.warnings] or None,
        "next_sync_suggested_at": next_read_at(connection),
    }
