"""What is not taken on trust: readings in quarantine, and sums that do not agree."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from openbanking.fields import MoneyField
from openbanking.models.accounts import Account
from openbanking.models.base import BaseModel, ReviewItem
from openbanking.models.powens_users import PowensUser
from openbanking.models.runs import SyncRun


class QuarantinedReading(ReviewItem):
    """A reading too odd to be believed: the last good figures are served until staff decide."""

    class Reason(models.TextChoices):
        SIGN = "sign", "The sign flipped"
        MAGNITUDE = "magnitude", "It moved by a factor of ten or more"
        ZERO = "zero", "It became zero"
        CURRENCY = "currency", "The currency changed"

    class Decision(models.TextChoices):
        WAITING = "waiting", "Waits for staff"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"
        OVERTAKEN = "overtaken", "A later reading was plausible"

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="quarantined_readings", help_text="The account."
    )
    reason = models.CharField(max_length=10, choices=Reason.choices, help_text="What is odd about it.")
    balance = MoneyField(help_text="What Powens says the balance is.")
    coming = MoneyField(null=True, help_text="What it says is coming.")
    coming_balance = MoneyField(null=True, help_text="What it says the two make.")
    currency = models.CharField(max_length=12, help_text="In which currency.")
    last_good = MoneyField(help_text="The balance that is served meanwhile.")
    last_good_currency = models.CharField(max_length=12, help_text="In which currency.")
    as_of = models.DateTimeField(help_text="When the bank's figure was updated at Powens.")
    run = models.ForeignKey(
        SyncRun,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="The sync that met it.",
    )
    decision = models.CharField(
        max_length=10,
        choices=Decision.choices,
        default=Decision.WAITING,
        help_text="What became of it. A rejected reading stays rejected as long as it is repeated.",
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(decision="waiting"), name="quarantined_reading_one_waits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.account}"


class DiscrepancyQuerySet(models.QuerySet["Discrepancy"]):
    def open(self) -> DiscrepancyQuerySet:
        """Return those that neither agreed again nor were accepted by staff."""
        return self.filter(ended_at__isnull=True)

    def that_may_end(self) -> DiscrepancyQuerySet:
        """Return those that a sync compares yet: totals, and what is of accounts that are read."""
        return self.filter(Q(account__isnull=True) | Q(account__in=Account.objects.live()))


class Discrepancy(BaseModel):
    """Two sums that should agree and do not, since a day, by an amount."""

    class Kind(models.TextChoices):
        LEDGER = "ledger", "Balance against its transactions"
        TOTAL = "total", "Our sum against Powens' total"

    kind = models.CharField(max_length=10, choices=Kind.choices, help_text="Which sums.")
    powens_user = models.ForeignKey(
        PowensUser, on_delete=models.CASCADE, related_name="discrepancies", help_text="Whose accounts."
    )
    account = models.ForeignKey(
        Account,
        on_delete=models.CASCADE,
        null=True,
        related_name="discrepancies",
        help_text="The account; empty for a total.",
    )
    currency = models.CharField(max_length=12, help_text="In which currency.")
    amount = MoneyField(help_text="By how much: what is there minus what should be.")
    began_on = models.DateField(help_text="The day it was first seen.")
    ended_at = models.DateTimeField(null=True, help_text="When they agreed again, or staff accepted it.")

    objects = DiscrepancyQuerySet.as_manager()

    class Meta:
        ordering = ["-began_on", "-id"]
        verbose_name_plural = "discrepancies"
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(kind="ledger", ended_at__isnull=True),
                name="discrepancy_one_open_per_account",
            ),
            models.UniqueConstraint(
                fields=["powens_user", "currency"],
                condition=Q(kind="total", ended_at__isnull=True),
                name="discrepancy_one_open_per_total",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, since {self.began_on}"
