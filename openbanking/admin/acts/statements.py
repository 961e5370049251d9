"""Take imported statements back."""

from __future__ import annotations

from datetime import datetime

from unfold.enums import ActionVariant

from openbanking.admin.acts.act import Outcome, StaffAct
from openbanking.admin.acts.commands import staff_command
from openbanking.models import StatementImport, User
from openbanking.statements import take_back as remove_rows


@staff_command(
    "staff.statements.take_back", StatementImport, tenant_path="account__tenant", related=("account",)
)
def take_back(brought_by: StatementImport, by: User, now: datetime) -> Outcome:
    """Remove what a file brought."""
    return Outcome(f"taken back, {remove_rows(brought_by, by=by, now=now)} rows removed")


TAKE_BACK = StaffAct(
    name="take_back",
    operation="staff.statements.take_back",
    do=take_back,
    label="Take back: remove what it brought",
    asks="Take {rows} back",
    consequence="The rows it brought are removed, and its closing balances withdrawn. Rows that a later "
    "file had too came in first with this one: import that file again to have them back.",
    icon="undo",
    variant=ActionVariant.DANGER,
    deletes=True,
    concerns=lambda brought_by: [brought_by.account],
)
