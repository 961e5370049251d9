"""How full the queue is, and what is over in it. Importable where Procrastinate's app is: PostgreSQL."""

from __future__ import annotations

from datetime import datetime, timedelta

from asgiref.sync import async_to_sync
from django.db.models import Count, F, Max, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

OVER = ("succeeded", "failed", "cancelled", "aborted")
HOUR = timedelta(hours=1)


def job_counts() -> dict[str, int]:
    """Count the jobs by status; a status without any counts 0."""
    counted = ProcrastinateJob.objects.values_list("status").annotate(size=Count("pk")).order_by()
    return dict.fromkeys(ProcrastinateJob.STATUSES, 0) | dict(counted)


def waiting_since(*, now: datetime) -> datetime | None:
    """Return since when the job that waits longest could have been taken; None if none waits.

    That is when it was deferred, or the time it was scheduled for; one that is tried again has such a
    time, and does not wait before it.
    """
    due = Q(scheduled_at__isnull=True) | Q(scheduled_at__lte=now)
    deferred = Q(procrastinateevent__type="deferred")
    waiting = ProcrastinateJob.objects.filter(due, deferred, status="todo")
    oldest = waiting.aggregate(at=Min(Coalesce(F("scheduled_at"), F("procrastinateevent__at"))))
    found: datetime | None = oldest["at"]
    return found


def finished(before: datetime) -> int:
    """Count the jobs that were done or given up before a time."""
    over = ProcrastinateJob.objects.filter(status__in=OVER).order_by()
    size: int = over.annotate(last=Max("procrastinateevent__at")).filter(last__lt=before).count()
    return size


def forget_finished(before: datetime) -> int:
    """Delete them with their events, and return how many; Procrastinate counts in hours from now."""
    standing = ProcrastinateJob.objects.filter(status__in=OVER).count()
    async_to_sync(app.job_manager.delete_old_jobs)(
        nb_hours=(timezone.now() - before) // HOUR,
        include_failed=True,
        include_cancelled=True,
        include_aborted=True,
    )
    return max(0, standing - ProcrastinateJob.objects.filter(status__in=OVER).count())
