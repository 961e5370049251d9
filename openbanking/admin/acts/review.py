"""Decide about quarantined readings, and about sums that do not agree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model
from unfold.enums import ActionVariant

from contracts import problems
from openbanking.admin.acts.act import Outcome, StaffAct
from openbanking.admin.acts.commands import staff_command
from openbanking.models import Discrepancy, QuarantinedReading, User
from openbanking.review import quarantine

DECIDED = "It was decided meanwhile."


@staff_command("staff.readings.approve", QuarantinedReading, tenant_path="account__tenant")
def approve(reading: QuarantinedReading, by: User, now: datetime) -> Outcome:
    """Believe a reading in quarantine: it becomes the account's figures."""
    if not quarantine.approve(reading, by=by, now=now):
        raise problems.Conflict(DECIDED)
    return Outcome("approved, and served from now on")


@staff_command("staff.readings.reject", QuarantinedReading, tenant_path="account__tenant")
def reject(reading: QuarantinedReading, by: User, now: datetime) -> Outcome:
    """Leave a reading in quarantine out for as long as Powens repeats it."""
    if not quarantine.reject(reading, by=by, now=now):
        raise problems.Conflict(DECIDED)
    return Outcome("rejected, and left out for as long as Powens repeats it")


@staff_command(
    "staff.discrepancies.accept",
    Discrepancy,
    tenant_path="powens_user__tenant",
    related=("account",),
)
def accept(discrepancy: Discrepancy, by: User, now: datetime) -> Outcome:
    """Take an account's balance and transactions as they are: from now on they are the measure."""
    if not quarantine.accept(discrepancy, now=now):
        raise problems.Conflict("It has ended meanwhile, or its account has no balance.")
    return Outcome("accepted, and measured from here on")


def _waits(row: Any) -> bool:
    return bool(row.decision == "waiting")


def _account(row: Any) -> Sequence[Model]:
    return [row.account]


APPROVE = StaffAct(
    name="approve",
    operation="staff.readings.approve",
    do=approve,
    label="Approve: it is right, serve it",
    asks="Approve {rows}",
    consequence="It becomes the account's balance, from now on and for everybody.",
    icon="check_circle",
    variant=ActionVariant.PRIMARY,
    fits=_waits,
    concerns=_account,
)
REJECT = StaffAct(
    name="reject",
    operation="staff.readings.reject",
    do=reject,
    label="Reject: it is wrong",
    asks="Reject {rows}",
    consequence="The last good balance stays, for as long as Powens repeats this reading.",
    icon="cancel",
    variant=ActionVariant.DANGER,
    fits=_waits,
    concerns=_account,
)
ACCEPT = StaffAct(
    name="accept",
    operation="staff.discrepancies.accept",
    do=accept,
    label="Accept: measure from here on",
    asks="Accept {rows}",
    consequence="The balance and the transactions are taken as they are, and measured from here on.",
    icon="check_circle",
    # Powens' own totals cannot be argued away.
    fits=lambda row: row.ended_at is None and row.account_id is not None,
    concerns=_account,
)
