"""Jobs for Procrastinate's workers; found by it where its app is installed, which is on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from openbanking.alerts import evaluate, send_due
from openbanking.jobs.requests import Reason, request_sync
from openbanking.models import SyncRun
from openbanking.sync import Scope, Stop, run_sync

# Workers give a sign of life every ten seconds.
STALLED_AFTER = 60.0


class SyncIncomplete(Exception):
    """Nothing could be read this time; the job is tried again."""


# Waits of 34, 46, 94 and 286 seconds, then 18 minutes, for the times Powens is down.
PATIENT = RetryStrategy(max_attempts=5, wait=30, exponential_wait=4)


@contextmanager
def connected() -> Iterator[None]:
    """Keep the thread's connection for its next job, as Django does from request to request.

    A new one takes longer than a sync without news. One that is too old, or broken, is closed.
    """
    close_old_connections()
    try:
        yield
    finally:
        close_old_connections()


@app.task(queue="sync", retry=PATIENT, pass_context=True)
def sync_powens_user_job(
    context: JobContext, powens_user_id: str, tenant: str = "", full: bool = False
) -> None:
    """Sync one Powens user, of this tenant; raises SyncIncomplete so that the queue tries again.

    A worker that is told to end has the sync end after the connection being written, and another worker
    take the job up again: raises JobAborted.
    """
    with connected():
        scope = Scope(powens_user_ids=[powens_user_id], full=full)
        report = run_sync(scope, stop=Stop(context.should_abort))
    if report.status is SyncRun.Status.STOPPED:
        raise JobAborted
    if report.status in (SyncRun.Status.FAILED, SyncRun.Status.LOCKED) and any(
        each.condition.retryable for each in report.connections
    ):
        raise SyncIncomplete(f"Run {report.id}: {report.status}")


def sync_on_schedule(timestamp: int) -> None:
    """Leave every Powens user to the workers, as `sync_powens --enqueue` does."""
    with connected():
        request_sync(Scope().powens_users(), reason=Reason.SCHEDULE)


if settings.SYNC_SCHEDULE:
    app.periodic(cron=settings.SYNC_SCHEDULE)(
        app.task(name="openbanking.sync_on_schedule", queue="sync", queueing_lock="schedule")(
            sync_on_schedule
        )
    )


@app.periodic(cron="*/5 * * * *")
@app.task(queue="sync", queueing_lock="stalled")
async def take_up_stalled_jobs(timestamp: int) -> None:
    """Have the jobs done whose worker died: it has not been heard of for STALLED_AFTER seconds."""
    await retry_stalled(STALLED_AFTER)


async def retry_stalled(seconds: float) -> None:
    """Let jobs wait again that a worker took which was not heard of for so many seconds."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds):
        await app.job_manager.retry_job(job)


@app.task(queue="alerts")
def look_at_alerts_job() -> None:
    """Evaluate every rule and send what is due; what was not taken is tried again by another job."""
    with connected():
        evaluate(timezone.now())
        send_due()
