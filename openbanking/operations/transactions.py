"""Transactions over the contract."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max, Min, Q
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
from openbanking.models import Account, Transaction
from openbanking.operations import examples
from openbanking.operations.answers import transaction_answer
from openbanking.operations.answers.versions import transactions_version
from openbanking.operations.inputs import account_in, cursor_field, page_size_field, tenant_id_field
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE, open_cursor, seal_cursor
from openbanking.operations.records import BankTransactionRecord
from openbanking.operations.refresh import refresh

DIRECTIONS = {"credit": Q(amount__gte=0), "debit": Q(amount__lt=0)}


class OpenBankingListTransactionsInput(Input):
    """Which transactions to list."""

    tenant_id = tenant_id_field()
    account_id = fields.Id(help_text="The bank account.")
    from_ = fields.DateTime(required=False, help_text="Earliest date, inclusive.")
    to = fields.DateTime(required=False, help_text="Latest date, inclusive.")
    direction = fields.Choice(list(DIRECTIONS), required=False, help_text="debit (money out) or credit.")
    minimum_amount = fields.Float(
        required=False, help_text="Smallest signed amount, inclusive: -100 lies under -50."
    )
    maximum_amount = fields.Float(required=False, help_text="Largest signed amount, inclusive.")
    category = fields.String(required=False, help_text="A Powens category code, or its parent's.")
    cursor = cursor_field()
    page_size = page_size_field()


class OpenBankingListTransactionsOutput(Record):
    """One page of transactions."""

    transactions = BankTransactionRecord(many=True, help_text="Transactions, newest first.")
    next_cursor = fields.String(required=False, help_text="Where the next page begins, if any.")
    has_more = fields.Boolean(required=False, help_text="Whether there is a next page.")


def version_of_list(
    caller: Caller, *, account_id: UUID, tenant_id: UUID | None = None, **asked: Any
) -> Any:
    """Return what changes whenever the account or its movements do."""
    tenant = tenant_of(caller, tenant_id)
    account = Account.objects.filter(tenant=tenant, pk=account_id).values_list("updated_at").first()
    return tenant.pk, account_id, asked, account, transactions_version(account_id)


@query(
    "openbanking.transactions.list",
    "1.0.0",
    input=OpenBankingListTransactionsInput,
    output=OpenBankingListTransactionsOutput,
    goal="Give lists, searches and summaries the movements of one account.",
    context="Reads the cache only and never calls the aggregator. Rows the bank took back are left "
    "out; pages stay stable while new rows arrive.",
    owners=["@platform.finance"],
    tags=["open-banking", "powens", "transactions"],
    examples=examples.LIST_TRANSACTIONS,
    history={"1.0.0": "First version."},
    revision=version_of_list,
)
def list_transactions(
    caller: Caller,
    *,
    account_id: UUID,
    tenant_id: UUID | None = None,
    from_: datetime | None = None,
    to: datetime | None = None,
    direction: str | None = None,
    minimum_amount: Decimal | None = None,
    maximum_amount: Decimal | None = None,
    category: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE_SIZE,
) -> dict[str, Any]:
    """List the transactions of a bank account, newest first."""
    account = account_in(tenant_of(caller, tenant_id), account_id)
    if from_ and to and from_ > to:
        raise problems.Invalid.at("from", "Lies after `to`. Swap the two.")
    if minimum_amount is not None and maximum_amount is not None and minimum_amount > maximum_amount:
        raise problems.Invalid.at("minimumAmount", "Is larger than maximumAmount. Swap the two.")
    wanted = {
        "date__gte": from_,
        "date__lte": to,
        "amount__gte": minimum_amount,
        "amount__lte": maximum_amount,
    }
    filters = {name: value for name, value in wanted.items() if value is not None}
    bound_to = {**filters, "account": account.pk, "direction": direction, "category": category}
    position = open_cursor(cursor, bound_to)
    rows = account.transactions.shown().filter(**filters)
    if direction is not None:
        rows = rows.filter(DIRECTIONS[direction])
    if category is not None:
        theirs = Q(category=category) | Q(parent_category=category)
        rows = rows.filter(Q(own_category=category) | theirs & Q(own_category=""))
    if position:
        date, pk = datetime.fromisoformat(position[0]), position[1]
        rows = rows.filter(Q(date__lt=date) | Q(date=date, pk__lt=pk))
    page = list(rows.order_by("-date", "-pk")[: page_size + 1])
    shown, has_more = page[:page_size], len(page) > page_size
    return {
        "transactions": [transaction_answer(row, account) for row in shown],
        "next_cursor": seal_cursor([shown[-1].date.isoformat(), str(shown[-1].pk)], bound_to)
        if has_more
        else None,
        "has_more": has_more,
    }


class OpenBankingSyncTransactionsInput(Input):
    """Which account, and how far back."""

    tenant_id = tenant_id_field()
    account_id = fields.Id(help_text="The bank account.")
    from_ = fields.DateTime(
        required=False, help_text="Read the whole history, and tell of it from here on."
    )
    to = fields.DateTime(required=False, help_text="Tell of it up to here.")
    connection_id = fields.Id(
        required=False, help_text="The connection it is read through; known without being sent."
    )
    include_pending = fields.Boolean(
        required=False, help_text="Whether pending ones are counted too; true when left out."
    )
    backfill_days = fields.Int(
        required=False,
        min_value=1,
        max_value=36_500,
        help_text="Read the whole history, and tell of the last so many days.",
    )


class OpenBankingSyncTransactionsOutput(Record):
    """What is in step now."""

    synced = fields.Int(help_text="Transactions of the account in step, in the time asked for.")
    failed = fields.Int(help_text="Transactions that could not be read.")
    earliest_synced_at = fields.DateTime(required=False, help_text="Date of the oldest among them.")
    latest_synced_at = fields.DateTime(required=False, help_text="Date of the newest among them.")
    next_since_token = fields.String(
        required=False, help_text="Up to which change Powens has been read."
    )
    errors_ = fields.List(
        child=fields.String(), required=False, help_text="What could not be read, if anything."
    )


@command(
    "openbanking.transactions.sync",
    "1.0.0",
    input=OpenBankingSyncTransactionsInput,
    output=OpenBankingSyncTransactionsOutput,
    goal="Bring the movements of one account in step with its bank, on request.",
    context="Never acts as if the member were present. A connection that needs its user is refused "
    "with who must act; banks allow four reads a day, shared with the scheduled sync.",
    owners=["@platform.finance"],
    tags=["open-banking", "powens", "transactions"],
    examples=examples.SYNC_TRANSACTIONS,
    history={"1.0.0": "First version."},
    auth=Auth.ADMIN,
    rate=Rate(30, by=RateScope.TENANT),
    telemetry=Telemetry(
        success="openbanking.transactions.synced",
        failure="openbanking.transactions.sync_failed",
        properties=[
            *("tenantId", "accountId", "synced", "failed", "earliestSyncedAt", "latestSyncedAt"),
        ],
    ),
)
def sync_transactions(
    caller: Caller,
    *,
    account_id: UUID,
    tenant_id: UUID | None = None,
    from_: datetime | None = None,
    to: datetime | None = None,
    connection_id: UUID | None = None,
    include_pending: bool = True,
    backfill_days: int | None = None,
) -> dict[str, Any]:
    """Sync the transactions of a bank account from Powens."""
    now = timezone.now()
    if from_ and to and from_ > to:
        raise problems.Invalid.at("from", "Lies after `to`. Swap the two.")
    account = account_in(administered_tenant(caller, tenant_id), account_id, connection_id)
    since = from_ or (now - timedelta(days=backfill_days) if backfill_days else None)
    report = refresh(account.connection, insist=False, full=since is not None, now=now)
    rows = account.transactions.shown()
    if since:
        rows = rows.filter(date__gte=since)
    if to:
        rows = rows.filter(date__lte=to)
    if not include_pending:
        rows = rows.exclude(status=Transaction.Status.PENDING)
    ends = rows.aggregate(earliest=Min("date"), latest=Max("date"))
    left_out = report.transactions_left_out(account.external_id)
    account.connection.refresh_from_db(fields=["transactions_seen_to"])
    seen_to = account.connection.transactions_seen_to
    return {
        "synced": rows.count(),
        "failed": len(left_out),
        "earliest_synced_at": ends["earliest"],
        "latest_synced_at": ends["latest"],
        "next_since_token": seen_to.isoformat() if seen_to else None,
        "errors_": [str(warning) for warning in left_out] or None,
    }
