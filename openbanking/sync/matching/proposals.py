"""Propose to staff which accounts may be one, where the sync itself cannot be sure."""

from __future__ import annotations

from django.db.models import Q

from openbanking.models import Account, MergeProposal, Tenant

MatchReason = MergeProposal.MatchReason
Decision = MergeProposal.Decision


def propose_merges(tenant: Tenant) -> int:
    """Propose each pair of a vanished account and a present one that look alike; returns how many.

    A pair is proposed once, whatever staff decide. Proposals that no longer apply, because the one
    came back or the other went away, are withdrawn.
    """
    _withdraw(tenant)
    accounts = tenant.accounts.filter(deleted_at__isnull=True).select_related("connection")
    vanished = list(accounts.filter(vanished_at__isnull=False).not_merged_away())
    if not vanished:
        return 0
    pairs = MergeProposal.objects.filter(kept__tenant=tenant).values_list("kept", "merged_away")
    decided = set(pairs)
    found = [
        MergeProposal(kept=gone, merged_away=present, match_reason=match_reason)
        for present in accounts.filter(vanished_at__isnull=True)
        for gone in vanished
        if (gone.pk, present.pk) not in decided and (match_reason := match_reason_of(gone, present))
    ]
    MergeProposal.objects.bulk_create(found)
    return len(found)


def match_reason_of(gone: Account, present: Account) -> MergeProposal.MatchReason | None:
    """Say what two accounts have in common that makes them perhaps one; None where they differ."""
    guessed = gone.currency_assumed or present.currency_assumed
    if gone.currency != present.currency and not guessed:
        return None
    if gone.iban and present.iban:
        return MatchReason.IBAN if gone.iban == present.iban else None
    if gone.connection.institution_id != present.connection.institution_id or gone.type != present.type:
        return None
    if gone.number and gone.number == present.number:
        return MatchReason.NUMBER
    if gone.original_name and gone.original_name == present.original_name:
        return MatchReason.NAME
    return None


def _withdraw(tenant: Tenant) -> None:
    MergeProposal.objects.filter(
        Q(kept__vanished_at__isnull=True) | Q(merged_away__vanished_at__isnull=False),
        kept__tenant=tenant,
        decision=Decision.WAITING,
    ).delete()
