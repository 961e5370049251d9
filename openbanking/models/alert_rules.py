"""What people want to be told about a family, and the addresses that alerts are posted to."""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from openbanking.fields import MoneyField, SecretField
from openbanking.models.accounts import Account
from openbanking.models.base import BaseModel
from openbanking.models.kinds import Kind
from openbanking.models.tenancy import Tenant

MOST_DAYS = 365


class AlertKind(models.TextChoices):
    """What can be watched."""

    BANK_BROKEN = "bank_broken", "A bank is broken"
    CONSENT_ENDS = "consent_ends", "A consent ends"
    BALANCE_BELOW = "balance_below", "A balance is below an amount"
    BALANCE_ABOVE = "balance_above", "A balance is above an amount"
    MOVEMENT = "movement", "A large movement"
    QUARANTINE = "quarantine", "A reading waits in quarantine"
    NOT_SYNCED = "not_synced", "No successful sync"


class AlertEndpoint(BaseModel):
    """An address that alerts are posted to, signed with a secret of its own."""

    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="alert_endpoints",
        help_text="The family whose alerts it gets.",
        verbose_name="family",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="alert_endpoints",
        help_text="Who made it; others cannot use it.",
    )
    # An address may carry a token in its path: only its host is shown to others.
    url = models.CharField(
        max_length=500, help_text="Where alerts are posted to, beginning with https://."
    )
    secret = SecretField(help_text="What deliveries are signed with, encrypted.")

    class Meta:
        ordering = ["-id"]
        verbose_name = "alert address"
        verbose_name_plural = "alert addresses"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "owner", "url"], name="alert_endpoint_once")
        ]

    def __str__(self) -> str:
        return self.host

    @property
    def host(self) -> str:
        """Return the host alone, which is all of the address that is shown."""
        return urlsplit(self.url).hostname or ""


class AlertRuleQuerySet(models.QuerySet["AlertRule"]):
    def kept(self) -> Self:
        """Return those that nobody removed."""
        return self.filter(removed_at__isnull=True)

    def on(self) -> Self:
        """Return those that are looked at: kept, and not paused."""
        return self.kept().filter(enabled=True)


class AlertRule(BaseModel):
    """What somebody wants to be told about a family. What it is about is fixed once it is made."""

    class Timing(models.TextChoices):
        AT_ONCE = "at_once", "At once"
        DAILY = "daily", "Once a day, together"

    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="alert_rules",
        help_text="The family it is about.",
        verbose_name="family",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="alert_rules",
        help_text="Who made it. It rests while they may not see the family.",
    )
    kind = models.CharField(max_length=20, choices=AlertKind.choices, help_text="What is watched.")
    days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text="For so many days, or so many days before; for rules about banks.",
    )
    amount = MoneyField(null=True, blank=True, help_text="The amount a balance or movement is held to.")
    currency = models.CharField(
        max_length=12, blank=True, help_text="Its currency; others are not looked at."
    )
    account = models.ForeignKey(
        Account,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="alert_rules",
        help_text="Only this account; for rules about balances, movements and readings.",
    )
    account_kind = models.CharField(
        max_length=20,
        choices=Kind.choices,
        blank=True,
        help_text="The sum of all accounts of this kind, in place of one account; for balances.",
    )
    recipients = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="alert_rules_told_by",
        help_text="Who gets a mail.",
    )
    endpoint = models.ForeignKey(
        AlertEndpoint,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="rules",
        help_text="Where it is posted to as well, always at once.",
    )
    timing = models.CharField(
        max_length=10,
        choices=Timing.choices,
        default=Timing.AT_ONCE,
        help_text="When mails are sent.",
    )
    enabled = models.BooleanField(default=True, help_text="A paused rule raises nothing.")
    armed_at = models.DateTimeField(
        default=timezone.now,
        editable=False,
        help_text="Since when it stands as it is; movements from before are not raised.",
    )
    removed_at = models.DateTimeField(
        null=True, editable=False, help_text="When it was removed; what it raised stays in the log."
    )

    objects = AlertRuleQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AlertKind.values), name="alert_rule_kind_known"),
            models.CheckConstraint(
                condition=Q(account__isnull=True) | Q(account_kind=""),
                name="alert_rule_one_target",
                violation_error_message="Choose an account, or a kind of accounts.",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "owner"], name="alert_rule_by_tenant")]

    def __str__(self) -> str:
        return self.get_kind_display()
