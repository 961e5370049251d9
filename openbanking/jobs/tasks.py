"""Jobs for Procrastinate's workers; found by it where its app is installed, which is on PostgreSQL."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted, UniqueViolation
from procrastinate.job_context import AbortReason
from procrastinate.jobs import Job, Status

from openbanking.alerts import evaluate, send_due
from openbanking.jobs.requests import Reason, request_sync
from openbanking.jobs.syncs import SYNC_ONE, defer_again, leave_to_waiting
from openbanking.models import SyncRun
from openbanking.sync import RunReport, Scope, Stop, run_sync

# Workers give a sign of life every ten seconds.
STALLED_AFTER = 60.0


class SyncIncomplete(Exception):
    """Nothing could be read this time, nor the times before."""


RETRIES = 5
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(seconds=300)
# Which part of a wait is left to chance, so that jobs that failed together do not come back together.
JITTER = 0.1


def wait_before(retry: int, chance: Callable[[], float] = random.random) -> timedelta:
    """Return how long to wait before a retry, the first being number 0: each time twice as long.

    It is shortened by chance, which gives from 0 to 1.
    """
    wait: timedelta = FIRST_WAIT * 2**retry
    return min(wait, LONGEST_WAIT) * (1 - JITTER * chance())


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


@app.task(queue="sync", pass_context=True)
def sync_powens_user_job(
    context: JobContext, powens_user_id: str, tenant: str = "", full: bool = False, tries: int = 0
) -> str:
    """Sync one Powens user, of this tenant, and return how that went.

    Where nothing could be read, a later job tries again, which knows of so many tries before; raises
    SyncIncomplete when that was done RETRIES times. A worker that is told to end has the sync end after
    the connection being written, and another job do the rest: raises JobAborted.
    """
    try:
        with connected():
            scope = Scope(powens_user_ids=[powens_user_id], full=full)
            report = run_sync(scope, stop=Stop(context.should_abort))
    except Exception:
        _try_again(context.job, tries)
        raise
    if report.status is SyncRun.Status.STOPPED:
        if context.abort_reason() is AbortReason.SHUTDOWN:
            with connected():
                defer_again(context.job, tries=tries)
        raise JobAborted
    outcome = f"Run {report.id}: {report.status}"
    if _is_incomplete(report) and not _try_again(context.job, tries):
        raise SyncIncomplete(outcome)
    return outcome


def _is_incomplete(report: RunReport) -> bool:
    """Tell whether nothing was read that could be read another time."""
    return report.status in (SyncRun.Status.FAILED, SyncRun.Status.LOCKED) and any(
        each.condition.retryable for each in report.connections
    )


def _try_again(job: Job, tries: int) -> bool:
    """Leave it to a later job, and return whether; not once it was tried often enough."""
    if tries >= RETRIES:
        return False
    with connected():
        defer_again(job, tries=tries + 1, at=timezone.now() + wait_before(tries))
    return True


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
    """Let jobs wait again that a worker took which was not heard of for so many seconds.

    Where another job waits under the same queueing lock, that one does the work.
    """
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds):
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            if job.task_name == SYNC_ONE:
                await sync_to_async(_leave_to_waiting)(job)
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)


def _leave_to_waiting(job: Job) -> None:
    with connected():
        leave_to_waiting(job)


@app.task(queue="alerts")
def look_at_alerts_job() -> None:
    """Evaluate every rule and send what is due; what was not taken is tried again by another job."""
    with connected():
        evaluate(timezone.now())
        send_due()
