"""`openbanking.accounts.sync`: read all accounts of one connection anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from contracts import Auth, Rate, RateScope, Record, Telemetry, Values, command, fields, problems
from openbanking.models import Account, Connection, Tenant
from openbanking.operations import examples
from openbanking.operations.inputs import TenantInput
from openbanking.operations.refresh import REFRESH_ERRORS, refresh
from openbanking.sync import next_read_at


class OpenBankingSyncAccountsInput(TenantInput):
    """Which connection, and how thoroughly."""

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
        required=False, help_text="Accepted and without effect: no workflow follows a sync here."
    )


class OpenBankingSyncAccountsOutput(Record):
    """What was read."""

    synced = fields.Int(help_text="Accounts that were read.")
    failed = fields.Int(help_text="Accounts that could not be read.")
    errors_ = fields.List(
        child=fields.String(), required=False, help_text="What could not be read, if anything."
    )
    next_sync_suggested_at = fields.DateTime(
        required=False, help_text="From when on the bank may be read again."
    )


class AccountSync(Values, kw_only=True):
    """The values of an OpenBankingSyncAccountsOutput."""

    synced: int
    failed: int
    errors_: list[str] | None = None
    next_sync_suggested_at: datetime | None = None


@command(
    "openbanking.accounts.sync",
    "1.0.0",
    input=OpenBankingSyncAccountsInput,
    output=OpenBankingSyncAccountsOutput,
    goal="Bring all accounts of one connection in sync with the bank, on request.",
    context="Never acts as if the member were present. A connection that needs its user is refused "
    "with who must act; banks allow four reads a day, shared with the scheduled sync.",
    owners=["@platform.finance"],
    tags=["open-banking", "powens", "accounts"],
    examples=examples.SYNC_ACCOUNTS,
    history={"1.0.0": "First version."},
    auth=Auth.ADMIN,
    idempotent=True,
    errors=REFRESH_ERRORS,
    rate=Rate(30, by=RateScope.TENANT),
    telemetry=Telemetry(
        success="openbanking.accounts.synced",
        failure="openbanking.accounts.sync_failed",
        properties=["tenantId", "connectionId", "synced", "failed"],
    ),
)
def sync_accounts(
    tenant: Tenant,
    *,
    connection_id: UUID,
    user_id: UUID | None = None,
    account_ids: Sequence[UUID] | None = None,
    force_full_refresh: bool = False,
    trigger_workflows: bool = False,
) -> AccountSync:
    """Sync the accounts of a connection from Powens."""
    connection = _connection_of(tenant, connection_id, user_id)
    accounts = Account.objects.filter(connection=connection)
    wanted = None if account_ids is None else set(account_ids)
    if wanted is not None and accounts.filter(pk__in=wanted).count() < len(wanted):
        raise problems.NotFound("There is no such account in this connection.")
    report = refresh(connection, insist=force_full_refresh, full=force_full_refresh, now=timezone.now())
    read = accounts.filter(vanished_at__isnull=True).exclude(external_id__in=report.unread_accounts)
    synced = read.count() if wanted is None else read.filter(pk__in=wanted).count()
    return AccountSync(
        synced=synced,
        failed=len(report.accounts_left_out) if wanted is None else len(wanted) - synced,
        errors_=[str(each) for each in report.warnings] or None,
        next_sync_suggested_at=next_read_at(connection),
    )


def _connection_of(tenant: Tenant, connection_id: UUID, user_id: UUID | None) -> Connection:
    whose = {} if user_id is None else {"powens_user__user": user_id}
    connection = (
        tenant.connections.filter(pk=connection_id, **whose)
        .select_related("institution", "powens_user__tenant", "powens_user__application")
        .first()
    )
    if connection is None:
        raise problems.NotFound("There is no such connection in this tenant.")
    return connection
