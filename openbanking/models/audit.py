"""Who ran what on whose data, and how often: one row a day for each."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """What one person or token did with one account in one day. Holds ids, no personal data."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="audit_entries",
        help_text="Who it was.",
    )
    token = models.CharField(
        max_length=16, blank=True, help_text="First characters of the token; empty for a session."
    )
    channel = models.CharField(max_length=10, help_text="REST, agent tool, command, admin or page.")
    operation = models.CharField(max_length=200, help_text="Key of the operation.")
    tenant = models.CharField(
        max_length=36, blank=True, help_text="The family named; empty for the person's only one."
    )
    account = models.CharField(max_length=36, blank=True, help_text="The account named, if any.")
    day = models.DateField(help_text="The day, in UTC.")
    count = models.PositiveIntegerField(default=1, help_text="How often that day.")
    last_at = models.DateTimeField(help_text="The last time that day.")

    class Meta:
        ordering = ["-last_at"]
        verbose_name_plural = "audit entries"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "token", "channel", "operation", "tenant", "account", "day"],
                name="audit_entry_once_a_day",
            )
        ]
        indexes = [
            models.Index(fields=["-last_at"], name="audit_entry_latest_first"),
            models.Index(fields=["tenant", "-last_at", "-id"], name="audit_entry_by_tenant"),
            models.Index(fields=["account", "-last_at", "-id"], name="audit_entry_by_account"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} on {self.day}"
