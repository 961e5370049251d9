"""`openbanking.manual.save`: add what no bank reports, or change what is said of it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from contracts import Auth, Rate, Telemetry, command, fields, problems
from openbanking.manual.keeping import NO_MEMBER, has_amounts, is_member
from openbanking.models import Kind, ManualAccount, Tenant, User
from openbanking.operations import examples
from openbanking.operations.currencies import currency_code
from openbanking.operations.inputs import TenantInput
from openbanking.operations.manual.record import (
    Manual,
    ManualAccountRecord,
    manual,
    manual_account_of,
    standing_of,
)


class OpenBankingSaveManualInput(TenantInput):
    """What it is."""

    manual_account_id = fields.Id(
        required=False, help_text="The one to change; left out: another one is added."
    )
    name = fields.NonEmptyString(
        max_length=255,
        error_messages={"max_length": "Send at most {max_length} characters."},
        help_text="Name shown to people.",
    )
    kind = fields.Choice(Kind.values, help_text="What it is.")
    currency = fields.Currency(help_text="The currency; it stays once there are amounts in it.")
    owner_id = fields.Id(
        required=False, help_text="The member whose own it is; left out: it is all the family's."
    )


@command(
    "openbanking.manual.save",
    "1.1.0",
    input=OpenBankingSaveManualInput,
    output=ManualAccountRecord,
    goal="Let a family keep what no bank reports: a house, a stake, a painting, a private debt.",
    context="It counts in net worth from its first valuation on: openbanking.manual.value gives it one.",
    owners=["@platform.finance"],
    tags=["open-banking", "manual"],
    examples=examples.SAVE_MANUAL,
    history={
        "1.1.0": "Tells who recorded a valuation, and the ticker of a currency without a code.",
        "1.0.0": "First version.",
    },
    auth=Auth.ADMIN,
    rate=Rate(60),
    telemetry=Telemetry(
        success="openbanking.manual.saved",
        failure="openbanking.manual.save_failed",
        properties=["tenantId", "id", "kind"],
    ),
)
def save_manual(
    tenant: Tenant,
    *,
    name: str,
    kind: str,
    currency: str,
    manual_account_id: UUID | None = None,
    owner_id: UUID | None = None,
) -> Manual:
    """Add a manual account, or change one."""
    name = name.strip()
    if not name:
        raise problems.Invalid.at("name", gettext_noop("Send at least one character that is no space."))
    now = timezone.now()
    with transaction.atomic():
        if manual_account_id is None:
            account = ManualAccount(tenant=tenant, currency=currency, created_at=now)
        else:
            account = manual_account_of(tenant, manual_account_id, locked=True)
        if currency_code(account.currency) != currency:
            if has_amounts(account):
                raise problems.Invalid.at(
                    "currency", gettext_noop("There are amounts in the present one; it stays.")
                )
            account.currency = currency
        account.name, account.kind, account.updated_at = name, kind, now
        account.owner = _owner(tenant, owner_id)
        account.save()
        return manual(account, standing_of(account))


def _owner(tenant: Tenant, owner_id: UUID | None) -> User | None:
    if owner_id is None:
        return None
    owner = User.objects.filter(pk=owner_id).first()
    if owner is None or not is_member(owner, tenant):
        raise problems.Invalid.at("ownerId", NO_MEMBER)
    return owner
