"""What was raised, when it was over, and each attempt to tell somebody."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from openbanking.fields import MoneyField
from openbanking.models.accounts import Account
from openbanking.models.alert_rules import AlertEndpoint, AlertRule
from openbanking.models.base import BaseModel
from openbanking.models.connections import Connection
from openbanking.models.tenancy import Tenant
from openbanking.models.transactions import Transaction


class AlertQuerySet(models.QuerySet["Alert"]):
    def open(self) -> Self:
        """Return those that are not over."""
        return self.filter(resolved_at__isnull=True)


class Alert(BaseModel):
    """That something a rule watches came about. Raised once, and kept as a log.

    It is the same as long as the subject stays as it is; what comes about anew is another one.
    """

    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="alerts",
        help_text="The family it is about.",
        verbose_name="family",
    )
    rule = models.ForeignKey(
        AlertRule, on_delete=models.CASCADE, related_name="alerts", help_text="What asked for it."
    )
    subject = models.CharField(
        max_length=80, editable=False, help_text="The id of what it is about, or its kind and currency."
    )
    episode = models.DateTimeField(
        editable=False, help_text="Tells apart what came about again with the same subject."
    )
    connection = models.ForeignKey(
        Connection,
        on_delete=models.CASCADE,
        null=True,
        related_name="alerts",
        help_text="The bank it is about.",
    )
    account = models.ForeignKey(
        Account,
        on_delete=models.CASCADE,
        null=True,
        related_name="alerts",
        help_text="The account it is about.",
    )
    transaction = models.ForeignKey(
        Transaction,
        on_delete=models.SET_NULL,
        null=True,
        related_name="alerts",
        help_text="The movement it is about.",
    )
    amount = MoneyField(null=True, help_text="The balance or the movement, signed.")
    currency = models.CharField(max_length=12, blank=True, help_text="In which currency.")
    since = models.DateTimeField(
        help_text="Since when a bank is broken or was not read, when a consent ends, a balance was "
        "learned or a movement was made."
    )
    raised_at = models.DateTimeField(help_text="When it was raised.")
    resolved_at = models.DateTimeField(
        null=True, help_text="When it was over; a movement is over as soon as it is told."
    )
    test = models.BooleanField(default=False, help_text="Raised by hand, to see that it arrives.")

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject", "episode"], name="alert_once_per_episode"
            ),
            models.UniqueConstraint(
                fields=["rule", "subject"],
                condition=Q(resolved_at__isnull=True),
                name="alert_one_open_per_subject",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-raised_at", "-id"], name="alert_latest_first"),
            models.Index(
                fields=["tenant", "-raised_at", "-id"],
                condition=Q(resolved_at__isnull=True),
                name="alert_open_latest_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}, {self.raised_at:%Y-%m-%d}"


class AlertDeliveryQuerySet(models.QuerySet["AlertDelivery"]):
    def waiting(self) -> Self:
        """Return those that are still to be sent."""
        return self.filter(state=AlertDelivery.State.WAITING)

    def due(self, now: datetime) -> Self:
        """Return those to be sent by now, the one that waits longest first."""
        return self.waiting().filter(next_attempt_at__lte=now).order_by("next_attempt_at", "id")


class AlertDelivery(BaseModel):
    """One message about an alert to one person or address. Its id is that of the message, always."""

    class Event(models.TextChoices):
        RAISED = "raised", "Raised"
        RESOLVED = "resolved", "Resolved"
        TEST = "test", "Test"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Given up"
        WITHDRAWN = "withdrawn", "Withdrawn"

    alert = models.ForeignKey(
        Alert, on_delete=models.CASCADE, related_name="deliveries", help_text="What is told."
    )
    event = models.CharField(max_length=10, choices=Event.choices, help_text="What became of it.")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="alert_deliveries",
        help_text="Who gets a mail; empty for an address.",
    )
    endpoint = models.ForeignKey(
        AlertEndpoint,
        on_delete=models.CASCADE,
        null=True,
        related_name="deliveries",
        help_text="Where it is posted to; empty for a mail.",
    )
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.WAITING, help_text="What became of it."
    )
    due_at = models.DateTimeField(help_text="When it was to be sent.")
    attempts_made = models.PositiveSmallIntegerField(default=0, help_text="How often it was tried.")
    next_attempt_at = models.DateTimeField(help_text="When it is tried next, while it waits.")
    delivered_at = models.DateTimeField(null=True, help_text="When it was taken.")

    objects = AlertDeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "alert deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "event", "recipient"], name="alert_delivery_once_per_person"
            ),
            models.UniqueConstraint(
                fields=["alert", "event", "endpoint"], name="alert_delivery_once_per_address"
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=True) ^ Q(endpoint__isnull=True),
                name="alert_delivery_goes_somewhere",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(state="waiting"), name="alert_delivery_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()}, {'mail' if self.recipient_id else 'webhook'}"


class DeliveryAttempt(models.Model):
    """One try to deliver, and how it went. Says nothing of whom it went to."""

    delivery = models.ForeignKey(
        AlertDelivery, on_delete=models.CASCADE, related_name="attempts", help_text="What was tried."
    )
    at = models.DateTimeField(help_text="When.")
    succeeded = models.BooleanField(help_text="Whether it was taken.")
    outcome = models.CharField(max_length=200, help_text="What the other side said, in words.")
    next_attempt_at = models.DateTimeField(
        null=True, help_text="When it is tried next; empty if it is not."
    )

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.outcome
