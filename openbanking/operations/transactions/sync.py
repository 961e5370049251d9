"""`openbanking.transactions.sync`: read the transactions of one account anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, Min
from django.utils import timezone

from contracts import Auth, Rate, RateScope, Record, Telemetry, Values, command, fields, problems
from openbanking.models import Tenant, Transaction
from openbanking.operations import examples
from openbanking.operations.inputs import TenantInput, account_of
from openbanking.operations.refresh import REFRESH_ERRORS, refresh


class OpenBankingSyncTransactionsInput(TenantInput):
    """Which account, and how far back."""

    account_id = fields.Id(help_text="The bank account.")
    from_ = fields.DateTime(
        required=False, help_text="Read the whole history, and report on it from here on."
    )
    to = fields.DateTime(until=True, required=False, help_text="Report on it up to here.")
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
        help_text="Read the whole history, and report on the last so many days.",
    )


class OpenBankingSyncTransactionsOutput(Record):
    """What is in sync now."""

    synced = fields.Int(help_text="Transactions of the account in sync, in the time asked for.")
    failed = fields.Int(help_text="Transactions that could not be read.")
    earliest_synced_at = fields.DateTime(required=False, help_text="Date of the oldest among them.")
    latest_synced_at = fields.DateTime(required=False, help_text="Date of the newest among them.")
    next_since_token = fields.String(
        required=False, help_text="Up to which change Powens has been read."
    )
    errors_ = fields.List(
        child=fields.String(), required=False, help_text="What could not be read, if anything."
    )


class TransactionSync(Values, kw_only=True):
    """The values of an OpenBankingSyncTransactionsOutput."""

    synced: int
    failed: int
    earliest_synced_at: datetime | None = None
    latest_synced_at: datetime | None = None
    next_since_token: str | None = None
    errors_: list[str] | None = None


@command(
    "openbanking.transactions.sync",
    "1.0.0",
    input=OpenBankingSyncTransactionsInput,
    output=OpenBankingSyncTransactionsOutput,
    goal="Bring the transactions of one account in sync with its bank, on request.",
    context="Never acts as if the member were present. A connection that needs its user is refused "
    "with who must act; banks allow four reads a day, shared with the scheduled sync.",
    owners=["@platform.finance"],
    tags=["open-banking", "powens", "transactions"],
    examples=examples.SYNC_TRANSACTIONS,
    history={"1.0.0": "First version."},
    auth=Auth.ADMIN,
    idempotent=True,
    errors=REFRESH_ERRORS,
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
    tenant: Tenant,
    *,
    account_id: UUID,
    from_: datetime | None = None,
    to: datetime | None = None,
    connection_id: UUID | None = None,
    include_pending: bool = True,
    backfill_days: int | None = None,
) -> TransactionSync:
    """Sync the transactions of a bank account from Powens."""
    now = timezone.now()
    if from_ and to and from_ > to:
        raise problems.Invalid.at("from", "Lies after `to`. Swap the two.")
    account = account_of(tenant, account_id, connection_id)
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
    return TransactionSync(
        synced=rows.count(),
        failed=len(left_out),
        earliest_synced_at=ends["earliest"],
        latest_synced_at=ends["latest"],
        next_since_token=seen_to.isoformat() if seen_to else None,
        errors_=[str(each) for each in left_out] or None,
    )
