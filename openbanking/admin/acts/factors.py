"""Let somebody in anew who lost their second factors."""

from __future__ import annotations

from datetime import datetime

from unfold.enums import ActionVariant

from contracts import problems
from openbanking.access.staff import is_limited
from openbanking.admin.acts.act import Outcome, StaffAct
from openbanking.admin.acts.commands import staff_command
from openbanking.models import User
from openbanking.signin import factors


@staff_command("staff.factors.forget", User, tenant_path="")
def forget(person: User, by: User, now: datetime) -> Outcome:
    """Remove somebody's second factors, tell them, and sign them out."""
    if is_limited(by) or (person.is_superuser and not by.is_superuser):
        raise problems.Forbidden("You do not manage this person.")
    factors.forget(person)
    return Outcome("second factors removed, the password alone signs in")


FORGET = StaffAct(
    name="forget_factors",
    operation="staff.factors.forget",
    do=forget,
    label="Remove second factors",
    asks="Remove the second factors of {rows}",
    consequence=(
        "The app, passkeys and recovery codes are gone. They are signed out and sign in with the "
        "password alone; staff add a factor then. Be sure that it is they who ask."
    ),
    icon="phonelink_erase",
    variant=ActionVariant.DANGER,
    fits=factors.has,
    in_list=False,
    gives_power=True,
)
