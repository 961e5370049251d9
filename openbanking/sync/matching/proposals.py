"""Propose to staff which accounts may be one, where the sync itself cannot be sure."""

from __future__ import annotations

from django.db.models import Q

from openbanking.models import Account, MergeProposal, Tenant

MatchReason = MergeProposal.MatchReason
Decision = MergeProposal.Decision


def propose_merges(tenant: Tenant) -> int:
    """Propose each pair of an account that is gone and a present one that look alike; returns how many.

    A pair is proposed once, whatever staff decide. Proposals that no longer apply, because the one
    came back or the other went away, are withdrawn.
    """
    _withdraw(tenant)
    accounts = tenant.accounts.select_related("connection")
    gone = list(accounts.gone().not_merged_away())
    if not gone:
        return 0
    pairs = MergeProposal.objects.filter(kept__tenant=tenant).values_list("kept", "merged_away")
    decided = set(pairs)
    found = [
        MergeProposal(kept=old, merged_away=present, match_reason=match_reason)
        for present in accounts.present()
        for old in gone
        if (old.pk, present.pk) not in decided
        and _may_replace(present, old)
        and (match_reason := match_reason_of(old, present))
    ]
    MergeProposal.objects.bulk_create(found)
    return len(found)


def _may_replace(present: Account, old: Account) -> bool:
    """Tell whether one can be what became of the other.

    A bank that closes an account says so, and often has others of its name: one we knew before, or met
    at the same time, is another.
    """
    return old.deleted_at is None or present.created_at > old.created_at


def match_reason_of(gone: Account, present: Account) -> MergeProposal.MatchReason | None:
    """Say what two accounts have in common that makes them perhaps one; None where they differ."""
    guessed = gone.currency_assumed or present.currency_assumed
    if gone.currency != present.currency and not guessed:
        return None
    if gone.matching_iban and present.matching_iban:
        return MatchReason.IBAN if gone.matching_iban == present.matching_iban else None
    if gone.connection.institution_id != present.connection.institution_id or gone.type != present.type:
        return None
    if gone.number and gone.number == present.number:
        return MatchReason.NUMBER
    if gone.original_name and gone.original_name == present.original_name:
        return MatchReason.NAME
    return None


def _withdraw(tenant: Tenant) -> None:
    MergeProposal.objects.filter(
        Q(kept__in=tenant.accounts.present()) | Q(merged_away__in=tenant.accounts.gone()),
        kept__tenant=tenant,
        decision=Decision.WAITING,
    ).delete()
