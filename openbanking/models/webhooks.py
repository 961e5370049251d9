"""What Powens sent us by itself: ids and a disposition, nothing personal."""

from __future__ import annotations

from django.db import models

from openbanking.models.base import BaseModel
from openbanking.models.powens_users import PowensUser


class WebhookDelivery(BaseModel):
    """One delivery, well signed. Powens may send it again and in any order."""

    class Disposition(models.TextChoices):
        SYNC = "sync", "A sync was asked for"
        UNKNOWN_USER = "unknown_user", "Of a user who is not linked here"
        UNKNOWN_EVENT = "unknown_event", "Of a kind this service does not use"
        UNREADABLE = "unreadable", "Well signed, but not JSON"

    external_id = models.CharField(
        max_length=80,
        unique=True,
        help_text="Powens' id_webhook_data; the SHA-256 of the body where there is none.",
    )
    event = models.CharField(max_length=60, help_text="What happened, by the address it came to.")
    disposition = models.CharField(
        max_length=20, choices=Disposition.choices, help_text="What was made of it."
    )
    powens_user = models.ForeignKey(
        PowensUser,
        on_delete=models.SET_NULL,
        null=True,
        related_name="deliveries",
        help_text="Whose banks it is about.",
    )
    repeated = models.PositiveIntegerField(default=0, help_text="How often it was sent again.")

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "webhook deliveries"

    def __str__(self) -> str:
        return f"{self.event} {self.external_id[:20]}"
