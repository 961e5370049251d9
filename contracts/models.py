"""What the runner remembers between calls and across processes: answers given, and calls counted."""

from __future__ import annotations

from django.db import models


class RememberedAnswer(models.Model):
    """The answer to a command that was sent with an idempotency key."""

    caller = models.CharField(max_length=64, help_text="Who sent it.")
    credential = models.CharField(
        max_length=100, default="", help_text="With what: each credential opens something else."
    )
    operation = models.CharField(max_length=200, help_text="Key and major version.")
    key = models.CharField(max_length=255, help_text="The Idempotency-Key.")
    digest = models.CharField(max_length=64, help_text="Keyed hash of the input it came with.")
    started_at = models.DateTimeField(db_index=True, help_text="When it began to run.")
    answered_at = models.DateTimeField(null=True, help_text="When it was answered; empty while it runs.")
    answer = models.TextField(blank=True, help_text="The answer: JSON, as the project seals it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["caller", "credential", "operation", "key"],
                name="answer_once_per_idempotency_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.operation} of {self.caller}"


class CallCount(models.Model):
    """How often something was called in one minute."""

    bucket = models.CharField(max_length=300, help_text="The operation, and whose calls are counted.")
    minute = models.DateTimeField(help_text="When the minute began.")
    calls = models.PositiveIntegerField(default=0, help_text="Calls so far.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bucket", "minute"], name="count_once_per_minute")
        ]

    def __str__(self) -> str:
        return f"{self.bucket} at {self.minute:%H:%M}"
