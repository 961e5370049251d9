"""Make two accounts one, refuse to, or take a merge back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from unfold.enums import ActionVariant

from contracts import problems
from openbanking.admin.acts.act import Outcome, StaffAct
from openbanking.admin.acts.commands import staff_command
from openbanking.admin.acts.reading import read_again
from openbanking.jobs import Reason
from openbanking.models import Account, MergeProposal, User
from openbanking.review import merges

Decision = MergeProposal.Decision


def _decide(
    decide: Callable[..., None], proposal: MergeProposal, by: User, now: datetime, did: str
) -> Outcome:
    try:
        decide(proposal, by=by, now=now)
    except merges.CannotMerge as error:
        raise problems.Conflict(str(error)) from None
    return Outcome(did)


@staff_command("staff.merges.merge", MergeProposal, tenant_path="kept__tenant")
def merge(proposal: MergeProposal, by: User, now: datetime) -> Outcome:
    """Make two records one account again."""
    done = "merged, one account again; the next sync reads it whole"
    return _decide(merges.merge, proposal, by, now, done)


@staff_command("staff.merges.refuse", MergeProposal, tenant_path="kept__tenant")
def refuse(proposal: MergeProposal, by: User, now: datetime) -> Outcome:
    """Leave two records the two accounts that they are."""
    return _decide(merges.refuse, proposal, by, now, "refused, they stay two accounts")


@staff_command("staff.merges.undo", MergeProposal, tenant_path="kept__tenant")
def undo(proposal: MergeProposal, by: User, now: datetime) -> Outcome:
    """Make one account two again."""
    done = "undone, two accounts again; the next sync reads them whole"
    return _decide(merges.undo, proposal, by, now, done)


def _waits(proposal: Any) -> bool:
    return bool(proposal.decision == Decision.WAITING)


def _both(proposal: MergeProposal) -> Sequence[Account]:
    # A pair of one and the same has one history.
    return list({each.pk: each for each in (proposal.kept, proposal.merged_away)}.values())


def _read_again(proposals: list[MergeProposal]) -> None:
    read_again([each.merged_away_id for each in proposals], Reason.MERGE)


MERGE = StaffAct(
    name="merge",
    operation="staff.merges.merge",
    do=merge,
    label="Merge: they are one account",
    asks="Merge {rows}",
    noun=("pair of accounts", "pairs of accounts"),
    consequence="The account that went away goes on with what the other one has. It can be undone.",
    icon="merge",
    variant=ActionVariant.PRIMARY,
    fits=_waits,
    concerns=_both,
    then=_read_again,
)
REFUSE = StaffAct(
    name="refuse",
    operation="staff.merges.refuse",
    do=refuse,
    label="Refuse: they are two",
    asks="Refuse to merge {rows}",
    noun=("pair of accounts", "pairs of accounts"),
    consequence="They stay two accounts, and are not proposed again.",
    icon="call_split",
    fits=_waits,
    concerns=_both,
)
UNDO = StaffAct(
    name="undo",
    operation="staff.merges.undo",
    do=undo,
    label="Undo the merge",
    asks="Undo {rows}",
    noun=("merge", "merges"),
    consequence="They become two accounts again; the next sync reads them whole.",
    icon="undo",
    fits=lambda proposal: proposal.decision == Decision.MERGED,
    concerns=_both,
    then=_read_again,
)
