"""What each sync saw, changed and failed at, per connection: nothing is silent."""

from __future__ import annotations

from django.db import models
from django.db.models import Window
from django.db.models.functions import RowNumber

from openbanking.models.base import BaseModel
from openbanking.models.connections import Connection
from openbanking.models.powens_users import PowensUser


class SyncRunQuerySet(models.QuerySet["SyncRun"]):
    def running(self) -> SyncRunQuerySet:
        """Return those that go on, and those whose process died and no run has noticed yet."""
        return self.filter(status="running")

    def last_of_each_status(self) -> SyncRunQuerySet:
        """Return for each status the run that ended last with it."""
        position = Window(RowNumber(), partition_by="status", order_by="-finished_at")
        finished = self.filter(finished_at__isnull=False).order_by()
        return finished.annotate(position=position).filter(position=1)


class SyncRun(BaseModel):
    """One run of the sync."""

    class Status(models.TextChoices):
        RUNNING = "running", "Running"
        OK = "ok", "OK"
        PARTIAL = "partial", "Partial"
        FAILED = "failed", "Failed"
        LOCKED = "locked", "Locked by another run"
        NOTHING_DUE = "nothing_due", "Nothing due"
        STOPPED = "stopped", "Stopped"
        DIED = "died", "Died"

    status = models.CharField(
        max_length=12,
        choices=Status.choices,
        default=Status.RUNNING,
        help_text="OK only if every account in scope has been read.",
    )
    started_at = models.DateTimeField(help_text="When it began.")
    finished_at = models.DateTimeField(null=True, help_text="When it ended.")
    full = models.BooleanField(default=False, help_text="Read everything, cursors ignored.")
    warnings = models.JSONField(default=list, help_text="What Powens does not give, said once.")

    objects = SyncRunQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["-started_at"], name="run_latest_first")]

    def __str__(self) -> str:
        return f"{self.get_status_display()}, {self.started_at:%Y-%m-%d %H:%M}"


class SyncOutcome(models.Model):
    """What one run did to one connection, or why a Powens user could not be read at all."""

    run = models.ForeignKey(
        SyncRun, on_delete=models.CASCADE, related_name="outcomes", help_text="The run."
    )
    powens_user = models.ForeignKey(
        PowensUser, on_delete=models.CASCADE, related_name="+", help_text="Whose banks were read."
    )
    connection = models.ForeignKey(
        Connection,
        on_delete=models.CASCADE,
        null=True,
        related_name="outcomes",
        help_text="The connection; empty when the user could not be read at all.",
    )
    read = models.BooleanField(help_text="Whether its data was read in this run.")
    status = models.CharField(max_length=12, help_text="Healthy, degraded, error or disconnected.")
    state = models.CharField(max_length=60, blank=True, help_text="Powens' own word.")
    who_must_act = models.CharField(max_length=10, help_text="Nobody, member, staff or Powens.")
    message = models.TextField(blank=True, help_text="What happened and what to do.")
    retryable = models.BooleanField(default=False, help_text="Whether trying again can help.")
    next_attempt_at = models.DateTimeField(null=True, help_text="When to try next.")
    counts = models.JSONField(
        default=dict, help_text="Accounts, balances, transactions and the rest seen and changed."
    )
    warnings = models.JSONField(default=list, help_text="What was odd but not fatal.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "connection"], name="outcome_once_per_connection")
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.connection_id or self.powens_user_id}"
