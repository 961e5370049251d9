"""Balances: the latest figure of each kind, which queries read, and every figure there ever was."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from openbanking.fields import MoneyField
from openbanking.models.accounts import Account
from openbanking.models.base import BaseModel
from openbanking.models.ids import new_id
from openbanking.models.runs import SyncRun


class BalanceType(models.TextChoices):
    """The three meanings a figure can have, in the order they are answered."""

    CURRENT = "current", "Current"
    AVAILABLE = "available", "Available"
    EXPECTED = "expected", "Expected"


class BalanceBase(models.Model):
    """An amount with its as-of time and provenance."""

    type = models.CharField(
        max_length=10,
        choices=BalanceType.choices,
        help_text="Booked money now, what can be spent, or booked plus known coming operations.",
    )
    amount = MoneyField(help_text="Signed as the bank gives it.")
    currency = models.CharField(max_length=12, help_text="ISO 4217 code, or a crypto ticker.")
    as_of = models.DateTimeField(help_text="When the bank's figure was last updated at Powens.")
    learned_at = models.DateTimeField(help_text="When we learned it.")
    source_field = models.CharField(
        max_length=40, help_text="Powens' field it was read or derived from."
    )
    derived = models.BooleanField(
        default=False, help_text="Calculated by us rather than delivered by Powens."
    )
    run = models.ForeignKey(
        SyncRun,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="The sync that brought it.",
    )

    class Meta:
        abstract = True


class Balance(BaseModel, BalanceBase):
    """The latest figure of one kind of an account: what queries read."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="balances", help_text="The account."
    )

    class Meta:
        ordering = ["account", "type"]
        constraints = [
            models.UniqueConstraint(fields=["account", "type"], name="balance_once_per_type"),
            models.CheckConstraint(condition=Q(type__in=BalanceType.values), name="balance_type_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} balance of {self.account_id}"


class BalanceReading(BalanceBase):
    """A figure as it once was. Only ever added to: both clocks, the bank's and ours, are kept."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, help_text="Our own stable identifier."
    )
    # Without an index of its own: two others begin with it.
    account = models.ForeignKey(
        Account,
        on_delete=models.CASCADE,
        related_name="readings",
        db_index=False,
        help_text="The account.",
    )

    class Meta:
        ordering = ["-learned_at", "-id"]
        indexes = [
            models.Index(fields=["account", "type", "-learned_at"], name="reading_latest_first"),
            models.Index(fields=["account", "type", "-as_of", "-learned_at"], name="reading_by_time"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(type__in=BalanceType.values), name="reading_type_known")
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} reading of {self.account_id}"
