"""`openbanking.manual.value`: say what a manual account was worth on a day, and who says so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from contracts import Auth, Caller, Rate, Telemetry, command, fields, problems
from openbanking.fields import fits
from openbanking.manual.keeping import faults_of_value, record_value
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

LONGEST_SOURCE = 200
PATHS = {"valued_on": "valuedOn", "amount": "amount"}


class OpenBankingValueManualInput(TenantInput):
    """What it was worth, when, and who says so."""

    manual_account_id = fields.Id(help_text="The manual account.")
    amount = fields.Float(
        help_text="Signed, in its currency: what is owed is negative, what was sold is 0."
    )
    valued_on = fields.Date(help_text="The day it was worth that, not after today.")
    source_ = fields.NonEmptyString(
        max_length=LONGEST_SOURCE,
        error_messages={"max_length": "Send at most {max_length} characters."},
        help_text="Who or what says so: a notary, a statement, an estimate.",
    )
    corrects = fields.Id(
        required=False,
        help_text="The valuation it corrects, which was wrong; left out: both stand, each from its day.",
    )


@command(
    "openbanking.manual.value",
    "1.1.0",
    input=OpenBankingValueManualInput,
    output=ManualAccountRecord,
    goal="Keep what a possession was worth, when and by whose word, and what was said before.",
    context="A valuation is never altered: one that corrects another takes its place from now on, and "
    "what was known before can still be answered.",
    owners=["@platform.finance"],
    tags=["open-banking", "manual"],
    examples=examples.VALUE_MANUAL,
    history={
        "1.1.0": "Tells who recorded a valuation, and the ticker of a currency without a code.",
        "1.0.0": "First version.",
    },
    auth=Auth.ADMIN,
    rate=Rate(120),
    telemetry=Telemetry(
        success="openbanking.manual.valued",
        failure="openbanking.manual.value_failed",
        properties=["tenantId", "manualAccountId", "valuedOn"],
    ),
)
def value_manual(
    caller: Caller,
    tenant: Tenant,
    *,
    manual_account_id: UUID,
    amount: Decimal,
    valued_on: date,
    source_: str,
    corrects: UUID | None = None,
) -> Manual:
    """Record a value of a manual account."""
    now = timezone.now()
    with transaction.atomic():
        account = manual_account_of(tenant, manual_account_id, locked=True)
        wrong = list(faults_of_value(account.kind, amount, valued_on, today=now.date()))
        if not fits(amount):
            wrong.append(("amount", gettext_noop("Send at most 18 digits after the point.")))
        if wrong:
            raise problems.Invalid(
                [problems.Issue(PATHS[column], "INVALID", advice) for column, advice in wrong]
            )
        valuation = Valuation(
            account=account,
            amount=amount,
            valued_on=valued_on,
            source=source_.strip() or source_,
            supersedes=None if corrects is None else _standing(account, corrects),
        )
        record_value(valuation, by=caller.user, now=now)
        return manual(account, standing_of(account))


def _standing(account: ManualAccount, valuation_id: UUID) -> Valuation:
    found = account.valuations.standing().filter(pk=valuation_id).first()
    if found is None:
        raise problems.Invalid.at(
            "corrects",
            gettext_noop("It has no such valuation, or another one has corrected it. Ask for the list."),
        )
    return found
