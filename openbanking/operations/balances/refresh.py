"""`openbanking.balances.refresh`: read the balances of one account anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from contracts import Auth, Rate, RateScope, Record, Telemetry, Values, command, fields
from openbanking.models import Tenant
from openbanking.operations import examples
from openbanking.operations.balances.record import (
    AccountBalance,
    AccountBalanceRecord,
    account_balances,
)
from openbanking.operations.balances.rows import rows_of
from openbanking.operations.balances.types import balance_types_field, canonical
from openbanking.operations.inputs import TenantInput, account_of
from openbanking.operations.refresh import REFRESH_ERRORS, refresh


class OpenBankingRefreshBalancesInput(TenantInput):
    """Which account, and whether the bank itself must be read."""

    account_id = fields.Id(help_text="The bank account.")
    connection_id = fields.Id(
        required=False, help_text="The connection it is read through; known without being sent."
    )
    balance_types = balance_types_field("Only these types in the answer.")
    force_refresh = fields.Boolean(
        required=False,
        help_text="Insist that the bank is read now: refused with 429 when it is too early. When "
        "left out, the bank is read if its quota allows, and Powens' cache in any case.",
    )


class OpenBankingRefreshBalancesOutput(Record):
    """The balances after the refresh."""

    balances = AccountBalanceRecord(many=True, help_text="One for each type, current first.")
    refreshed_at = fields.DateTime(help_text="When they were read at Powens.")
    errors_ = fields.List(
        child=fields.String(), required=False, help_text="What could not be read, if anything."
    )


class RefreshedBalances(Values, kw_only=True):
    """The values of an OpenBankingRefreshBalancesOutput."""

    balances: list[AccountBalance]
    refreshed_at: datetime
    errors_: list[str] | None = None


@command(
    "openbanking.balances.refresh",
    "1.0.0",
    input=OpenBankingRefreshBalancesInput,
    output=OpenBankingRefreshBalancesOutput,
    goal="Bring the balances of one account in sync with its bank before they are relied upon.",
    context="Never acts as if the member were present. A connection that needs its user is refused "
    "with who must act; banks allow four reads a day, shared with the scheduled sync.",
    owners=["@platform.finance"],
    tags=["open-banking", "powens", "balances"],
    examples=examples.REFRESH_BALANCES,
    history={"1.0.0": "First version."},
    auth=Auth.ADMIN,
    idempotent=True,
    errors=REFRESH_ERRORS,
    rate=Rate(30, by=RateScope.TENANT),
    telemetry=Telemetry(
        success="openbanking.balances.refreshed",
        failure="openbanking.balances.refresh_failed",
        properties=["tenantId", "accountId", "refreshedAt"],
        counts={"balanceCount": "balances"},
    ),
)
def refresh_balances(
    tenant: Tenant,
    *,
    account_id: UUID,
    connection_id: UUID | None = None,
    balance_types: Sequence[str] | None = None,
    force_refresh: bool = False,
) -> RefreshedBalances:
    """Refresh the balances of a bank account from Powens."""
    now = timezone.now()
    account = account_of(tenant, account_id, connection_id)
    report = refresh(account.connection, insist=force_refresh, full=False, now=now)
    warnings = report.warnings_about(account.external_id)
    return RefreshedBalances(
        balances=account_balances(
            rows_of(tenant, account_id), canonical(balance_types), now=timezone.now()
        ),
        refreshed_at=now,
        errors_=[str(each) for each in warnings] or None,
    )
