"""Propose to staff which accounts may be one, where the sync itself cannot be sure."""

from __future__ import annotations

from django.db.models import Q

from openbanking.models import Account, MergeProposal, Tenant

Likeness = MergeProposal.Likeness
Verdict = MergeProposal.Verdict


def propose_merges(tenant: Tenant) -> int:
    """Propose each pair of a vanished account and a present one that look alike; returns how many.

    A pair is proposed once, whatever staff decide. Proposals that no longer apply, because the one
    came back or the other went away, are withdrawn.
    """
    _withdraw(tenant)
    accounts = tenant.accounts.filter(deleted_at__isnull=True).select_related("connection")
    vanished = list(accounts.filter(vanished_at__isnull=False).unabsorbed())
    if not vanished:
        return 0
    pairs = MergeProposal.objects.filter(kept__tenant=tenant).values_list("kept", "absorbed")
    decided = set(pairs)
    found = [
        MergeProposal(kept=gone, absorbed=present, likeness=likeness)
        for present in accounts.filter(vanished_at__isnull=True)
        for gone in vanished
        if (gone.pk, present.pk) not in decided and (likeness := likeness_of(gone, present))
    ]
    MergeProposal.objects.bulk_create(found)
    return len(found)


def likeness_of(gone: Account, present: Account) -> MergeProposal.Likeness | None:
    """Say what two accounts have in common that makes them perhaps one; None where they differ."""
    guessed = gone.currency_assumed or present.currency_assumed
    if gone.currency != present.currency and not guessed:
        return None
    if gone.iban and present.iban:
        return Likeness.IBAN if gone.iban == present.iban else None
    if gone.connection.institution_id != present.connection.institution_id or gone.type != present.type:
        return None
    if gone.number and gone.number == present.number:
        return Likeness.NUMBER
    if gone.original_name and gone.original_name == present.original_name:
        return Likeness.NAME
    return None


def _withdraw(tenant: Tenant) -> None:
    MergeProposal.objects.filter(
        Q(kept__vanished_at__isnull=True) | Q(absorbed__vanished_at__isnull=False),
        kept__tenant=tenant,
        verdict=Verdict.WAITING,
    ).delete()
