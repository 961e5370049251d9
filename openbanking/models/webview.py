"""Trips to Powens' webview and back, and the links by which staff ask somebody to make one."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from openbanking.models.base import BaseModel
from openbanking.models.connections import Connection
from openbanking.models.powens_users import PowensUser
from openbanking.models.tenancy import Tenant


class Flow(models.TextChoices):
    """What the webview is opened for, in Powens' words."""

    CONNECT = "connect", "Connect a bank"
    RECONNECT = "reconnect", "Reconnect a bank"
    MANAGE = "manage", "Choose accounts"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> InvitationQuerySet:
        """Return those that can still be followed."""
        return self.filter(used_at__isnull=True, expires_at__gt=now)


class Invitation(BaseModel):
    """A link by which staff ask one member to connect or reconnect a bank: once, and not for ever.

    It works for nobody but that member, signed in, so its address holds no secret.
    """

    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="invitations",
        help_text="The family.",
        verbose_name="family",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="invitations",
        help_text="The member who is asked.",
    )
    flow = models.CharField(max_length=10, choices=Flow.choices, help_text="What they are asked to do.")
    connection = models.ForeignKey(
        Connection,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="invitations",
        help_text="The bank to reconnect; empty for a new one.",
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="Who sent it.",
    )
    expires_at = models.DateTimeField(help_text="From then on it leads nowhere.")
    used_at = models.DateTimeField(null=True, help_text="When it was followed; it works once.")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_flow_display()}, {self.tenant}"


class WebviewSession(BaseModel):
    """One trip of a member to Powens' webview; the state that comes back is good once."""

    class Outcome(models.TextChoices):
        UNDER_WAY = "under_way", "Under way"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"
        DECLINED = "declined", "Terms declined"
        EXPIRED = "expired", "Took too long"
        FAILED = "failed", "Failed at Powens"

    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="The family.",
        verbose_name="family",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", help_text="Who went."
    )
    powens_user = models.ForeignKey(
        PowensUser,
        on_delete=models.CASCADE,
        related_name="webview_sessions",
        help_text="As which Powens user.",
    )
    flow = models.CharField(max_length=10, choices=Flow.choices, help_text="What for.")
    connection = models.ForeignKey(
        Connection,
        on_delete=models.SET_NULL,
        null=True,
        related_name="webview_sessions",
        help_text="The bank it was about; empty for a new one.",
    )
    state_digest = models.CharField(
        max_length=64, unique=True, editable=False, help_text="SHA-256 of the one-time state."
    )
    expires_at = models.DateTimeField(help_text="When the state stops being taken.")
    returned_at = models.DateTimeField(null=True, help_text="When they came back.")
    outcome = models.CharField(
        max_length=10, choices=Outcome.choices, default=Outcome.UNDER_WAY, help_text="How it ended."
    )
    error = models.CharField(max_length=40, blank=True, help_text="Powens' word for what went wrong.")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_flow_display()}: {self.get_outcome_display()}"
