"""A tenant member's link to one bank, and how far it can be trusted."""

from __future__ import annotations

from django.db import models

from openbanking.models.base import BaseModel
from openbanking.models.institutions import Institution
from openbanking.models.powens_users import PowensUser
from openbanking.models.tenancy import Tenant


class Connection(BaseModel):
    """One link to a bank. Mirrored from Powens; only the sync writes it."""

    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="connections",
        help_text="The family it belongs to.",
        verbose_name="family",
    )
    powens_user = models.ForeignKey(
        PowensUser,
        on_delete=models.CASCADE,
        related_name="connections",
        help_text="The Powens user that owns it.",
    )
    institution = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        related_name="connections",
        help_text="The bank.",
    )
    external_id = models.CharField(max_length=40, help_text="The connection's id at Powens.")
    state = models.CharField(
        max_length=60,
        blank=True,
        help_text="Powens' word for what went wrong at its last sync; empty means it went well.",
    )
    broken_since = models.DateTimeField(
        null=True, help_text="Since when it reports trouble; empty while it reports none."
    )
    active = models.BooleanField(default=True, help_text="Whether Powens syncs it by itself.")
    last_success_at = models.DateTimeField(
        null=True, help_text="Last time Powens read the bank successfully."
    )
    next_try_at = models.DateTimeField(null=True, help_text="When Powens means to read it next.")
    consent_ends_at = models.DateTimeField(
        null=True, help_text="When the bank's consent ends and must be renewed."
    )
    vanished_at = models.DateTimeField(
        null=True, help_text="When Powens stopped listing it; its history stays."
    )
    last_read_at = models.DateTimeField(
        null=True, help_text="Last time we read it at Powens, changed or not."
    )
    transactions_seen_to = models.DateTimeField(
        null=True,
        help_text="Newest change of a transaction seen at Powens: where the next read begins.",
    )

    bank_asked_at = models.DateTimeField(
        null=True,
        help_text="When we last asked Powens to read the bank; a bank allows it four times a day.",
    )

    class Meta:
        ordering = ["institution__name", "external_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["powens_user", "external_id"], name="connection_once_per_powens_user"
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution} ({self.external_id})"


class ConsentWarning(BaseModel):
    """That a bank's consent is about to end: recorded once for each day we warn on."""

    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="warnings", help_text="Whose consent."
    )
    consent_ends_at = models.DateTimeField(help_text="When it ends.")
    days = models.PositiveSmallIntegerField(help_text="Less than so many days before.")
    mailed_at = models.DateTimeField(null=True, help_text="When who linked the bank was sent a mail.")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "consent_ends_at", "days"], name="consent_warned_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.days} days before {self.consent_ends_at:%Y-%m-%d}"
