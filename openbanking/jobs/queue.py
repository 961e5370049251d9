"""How full the queue is. Importable where Procrastinate's app is installed, which is on PostgreSQL."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, F, Min, Q
from django.db.models.functions import Coalesce
from procrastinate.contrib.django.models import ProcrastinateJob


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
