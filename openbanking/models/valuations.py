"""What manual accounts were found to be worth: only ever added to."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from openbanking.fields import MoneyField
from openbanking.models.ids import new_id
from openbanking.models.manual_accounts import ManualAccount
from openbanking.models.statements import StatementImport


class ValuationQuerySet(models.QuerySet["Valuation"]):
    def known_at(self, moment: datetime) -> ValuationQuerySet:
        """Return those that were recorded by then, and not corrected by then."""
        return self.filter(
            Q(superseded_by__isnull=True) | Q(superseded_by__recorded_at__gt=moment),
            recorded_at__lte=moment,
        )

    def standing(self) -> ValuationQuerySet:
        """Return those that nothing has corrected."""
        return self.filter(superseded_by__isnull=True)


class Valuation(models.Model):
    """A value on a day, and when we learned of it: a correction is another row, never a change."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, help_text="Our own stable identifier."
    )
    account = models.ForeignKey(
        ManualAccount, on_delete=models.CASCADE, related_name="valuations", help_text="What is valued."
    )
    amount = MoneyField(
        null=True,
        blank=True,
        help_text="Signed, in the account's currency: what is owed is negative, what was sold is 0. "
        "Left empty, it withdraws the one it corrects.",
    )
    valued_on = models.DateField(help_text="The day it was worth that.")
    source = models.CharField(
        max_length=200, help_text="Who or what says so: a notary, a statement, an estimate."
    )
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="superseded_by",
        help_text="The one it corrects.",
        verbose_name="corrects",
    )
    recorded_at = models.DateTimeField(
        default=timezone.now, editable=False, help_text="When we learned of it."
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        help_text="Who recorded it; empty for the command line.",
    )
    brought_by = models.ForeignKey(
        StatementImport,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="valuations",
        help_text="The statement whose closing balance it is.",
    )

    objects = ValuationQuerySet.as_manager()

    class Meta:
        ordering = ["-valued_on", "-recorded_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=False) | Q(supersedes__isnull=False),
                name="valuation_without_amount_corrects",
                violation_error_message="Give an amount; only a correction may leave it empty, to "
                "withdraw what it corrects.",
            )
        ]
        indexes = [models.Index(fields=["account", "-valued_on"], name="valuation_latest_first")]

    def __str__(self) -> str:
        return f"Valuation of {self.valued_on}"
