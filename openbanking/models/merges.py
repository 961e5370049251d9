"""Two records that may be one account: proposed by the sync, decided by staff.

The sync itself decides where the IBAN leaves no doubt and the other record is still empty; then nobody
is named as who decided, and staff can undo it.
"""

from __future__ import annotations

from django.db import models

from openbanking.models.accounts import Account
from openbanking.models.base import ReviewItem


class MergeProposal(ReviewItem):
    """An account that went away and one that is there now, perhaps the same one."""

    class MatchReason(models.TextChoices):
        IBAN = "iban", "the same IBAN"
        NUMBER = "number", "the same bank, type and number"
        NAME = "name", "the same bank, type and name"

    class Decision(models.TextChoices):
        WAITING = "waiting", "Waits for staff"
        MERGED = "merged", "Merged"
        REFUSED = "refused", "Refused"
        UNDONE = "undone", "Undone"

    kept = models.ForeignKey(
        Account,
        on_delete=models.CASCADE,
        related_name="merges",
        help_text="The account that went away; its id and history stay.",
    )
    merged_away = models.ForeignKey(
        Account,
        on_delete=models.CASCADE,
        related_name="merged_into",
        help_text="The account that is there now; it gives its place at Powens to the other.",
    )
    match_reason = models.CharField(
        max_length=10, choices=MatchReason.choices, help_text="What they have in common."
    )
    decision = models.CharField(
        max_length=10,
        choices=Decision.choices,
        default=Decision.WAITING,
        help_text="What became of it. What was refused or undone is not proposed again.",
    )
    moved = models.JSONField(
        default=dict, editable=False, help_text="Ids of the rows that changed hands, to undo it by."
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["kept", "merged_away"], name="merge_proposed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kept} and {self.merged_away}"
