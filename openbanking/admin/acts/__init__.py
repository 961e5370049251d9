"""What staff do to rows: offered where it fits, asked first, run as an operation, written down.

An act is declared once (`StaffAct`). A ModelAdmin that is `Acting` names its acts, and has by that the
entries in the menu of its list, the buttons on the pages of its rows, and the permissions for them.
"""

from __future__ import annotations

from openbanking.admin.acts.act import Outcome, StaffAct
from openbanking.admin.acts.commands import StaffCommand, staff_command
from openbanking.admin.acts.offered import Acting

__all__ = ["Acting", "Outcome", "StaffAct", "StaffCommand", "staff_command"]
