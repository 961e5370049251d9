"""Let one of our accounts take another's place at Powens: merges, and taking them back, rest on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from openbanking.models import Account, MergeProposal

Decision = MergeProposal.Decision
# What says where an account is at Powens and how it stands there.
PLACE = (
    "connection_id",
    "external_id",
    "disabled_at",
    "deleted_at",
    "vanished_at",
    "bank_updated_at",
    "error",
)
# What is forgotten, so that it is read or measured anew.
ANEW = ("history_read_at", "owners_read_at", "opening_balance")


def swap_places(kept: Account, merged_away: Account, *, now: datetime) -> None:
    """Exchange the places of two accounts at Powens and save both.

    Whoever is at Powens next is read whole, its owners too, and its ledger measured anew.
    """
    there: dict[str, Any] = {name: getattr(merged_away, name) for name in PLACE}
    gone: dict[str, Any] = {name: getattr(kept, name) for name in PLACE}
    anew: dict[str, Any] = dict.fromkeys(ANEW) | {"updated_at": now}
    # Two accounts are never in one place, not even for a moment.
    Account.objects.filter(pk=merged_away.pk).update(external_id=f"merging-{merged_away.pk.hex[:30]}")
    for account, place in ((kept, there), (merged_away, gone)):
        for name, value in (place | anew).items():
            setattr(account, name, value)
        account.save(update_fields=[*PLACE, *anew])


def take_over(kept: Account, unused: Account, *, now: datetime) -> None:
    """Merge an account that is gone with one that nothing was ever read of, as staff would.

    The merge is recorded, without anybody's name, so that staff see it and can undo it.
    """
    proposal = MergeProposal.objects.filter(kept=kept, merged_away=unused).first() or MergeProposal(
        kept=kept, merged_away=unused, created_at=now
    )
    proposal.match_reason = MergeProposal.MatchReason.IBAN
    proposal.decision = Decision.MERGED
    proposal.decided_at = proposal.updated_at = now
    proposal.moved = {"transactions": [], "readings": []}
    proposal.save()
    swap_places(kept, unused, now=now)
    withdraw_others(proposal)


def withdraw_others(merged: MergeProposal) -> None:
    """Withdraw the waiting proposals that a merge made impossible."""
    MergeProposal.objects.filter(
        Q(kept=merged.kept_id) | Q(merged_away=merged.merged_away_id), decision=Decision.WAITING
    ).exclude(pk=merged.pk).delete()
