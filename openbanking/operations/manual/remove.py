"""`openbanking.manual.remove`: close what is owned or owed no longer; its history stays."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from contracts import Auth, Caller, Rate, Telemetry, command, fields, problems
from openbanking.manual.keeping import faults_of_value, record_value, standing_after
from openbanking.models import ManualAccount, Tenant, Valuation
from openbanking.operations import examples
from openbanking.operations.inputs import TenantInput
from openbanking.operations.manual.record import (
    Manual,
    ManualAccountRecord,
    manual,
    manual_account_of,
    standing_of,
)
from openbanking.operations.manual.value import LONGEST_SOURCE

CLOSED = "Closed by the family"


class OpenBankingRemoveManualInput(TenantInput):
    """Which one, from when on, and why."""

    manual_account_id = fields.Id(help_text="The manual account.")
    closed_on = fields.Date(
        required=False, help_text="The day from which on it is worth 0; today, in UTC, when left out."
    )
    source_ = fields.NonEmptyString(
        required=False,
        max_length=LONGEST_SOURCE,
        error_messages={"max_length": "Send at most {max_length} characters."},
        help_text="Why, or who says so: sold, given away, paid back.",
    )


@command(
    "openbanking.manual.remove",
    "1.1.0",
    input=OpenBankingRemoveManualInput,
    output=ManualAccountRecord,
    goal="Take what was sold, given away or paid back out of a family's net worth, from the day it was.",
    context="It is worth 0 from that day on, and counts before it as it did.",
    owners=["@platform.finance"],
    tags=["open-banking", "manual"],
    examples=examples.REMOVE_MANUAL,
    history={
        "1.1.0": "Tells who recorded a valuation, and the ticker of a currency without a code.",
        "1.0.0": "First version.",
    },
    auth=Auth.ADMIN,
    idempotent=True,
    rate=Rate(60),
    telemetry=Telemetry(
        success="openbanking.manual.removed",
        failure="openbanking.manual.remove_failed",
        properties=["tenantId", "manualAccountId", "closedOn"],
    ),
)
def remove_manual(
    caller: Caller,
    tenant: Tenant,
    *,
    manual_account_id: UUID,
    closed_on: date | None = None,
    source_: str = CLOSED,
) -> Manual:
    """Close a manual account from a day on."""
    now = timezone.now()
    day = closed_on or now.date()
    with transaction.atomic():
        account = manual_account_of(tenant, manual_account_id, locked=True)
        latest = next(iter(standing_of(account)), None)
        if latest is None or latest.amount:
            _check(account, day, today=now.date())
            closing = Valuation(account=account, amount=Decimal(0), valued_on=day, source=source_)
            record_value(closing, by=caller.user, now=now)
        return manual(account, standing_of(account))


def _check(account: ManualAccount, day: date, *, today: date) -> None:
    for _, advice in faults_of_value(account.kind, Decimal(0), day, today=today):
        raise problems.Invalid.at("closedOn", advice)
    if standing_after(account, day):
        raise problems.Invalid.at(
            "closedOn", gettext_noop("It has a value of a later day. Send a day after it.")
        )
