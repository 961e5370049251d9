"""Jobs for Procrastinate's workers; found by it where its app is installed, which is on PostgreSQL."""

from __future__ import annotations

from django.db import connections
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from openbanking.alerts import evaluate, send_due
from openbanking.models import SyncRun
from openbanking.sync import Scope, run_sync


class SyncIncomplete(Exception):
    """Nothing could be read this time; the job is tried again."""


# Backoff from 30 seconds, doubling, for the times Powens is down.
@app.task(queue="sync", retry=RetryStrategy(max_attempts=5, exponential_wait=30))
def sync_powens_user_job(powens_user_id: str, full: bool = False) -> None:
    """Sync one Powens user; raises SyncIncomplete so that the queue tries again."""
    try:
        report = run_sync(Scope(powens_user_ids=[powens_user_id], full=full))
    finally:
        connections.close_all()  # the worker's thread ends, and its connection with it
    if report.status is SyncRun.Status.FAILED and any(
        each.condition.retryable for each in report.connections
    ):
        raise SyncIncomplete(f"Run {report.id}: {report.status}")


@app.task(queue="alerts")
def look_at_alerts_job() -> None:
    """Evaluate every rule and send what is due; what was not taken is tried again by another job."""
    try:
        evaluate(timezone.now())
        send_due()
    finally:
        connections.close_all()
