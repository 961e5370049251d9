"""Syncs in the queue: a job for each Powens user, the urgent first, and tenants in turn.

Importable where Procrastinate's app is installed, which is on PostgreSQL.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import IntEnum
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job

from openbanking.models import PowensUser

# The job of jobs/tasks.py, which itself asks for syncs by the clock and so is above this.
SYNC_ONE = "openbanking.jobs.tasks.sync_powens_user_job"
# How many jobs one statement adds.
BATCH = 500
# How many priorities each urgency has: as many jobs of a tenant give way to those of other tenants.
BAND = 1_000

Item = TypeVar("Item")


class Urgency(IntEnum):
    """What a job waits for: of two, the more urgent is done first, whosever it is."""

    BACKGROUND = 0
    EVENT = 1
    PERSON = 2

    @classmethod
    def of(cls, priority: int) -> Urgency:
        """Return the urgency whose band a priority is in."""
        return next(each for each in cls if priority <= each.highest)

    @property
    def highest(self) -> int:
        """Return the priority of the first job of a tenant; Procrastinate takes the highest first."""
        return self * BAND

    @property
    def lowest(self) -> int:
        return self.highest - BAND + 1


def defer_syncs(users: Sequence[PowensUser], *, urgency: Urgency, full: bool) -> None:
    """Add a job for each of these users; one who waits already waits as urgently as asked, once.

    A job that waits for its next try is not waited for. Where a job takes the place of another it is as
    urgent, and reads as much, as either.

    The more jobs of a tenant wait, the lower is the priority of its next one, so that tenants take turns
    and none waits for the whole of another.
    """
    keys = {lock_of(user): user for user in users}
    now, replaced = timezone.now(), dict[str, ProcrastinateJob]()
    for job in _waiting(list(keys)):
        is_due = job.scheduled_at is None or job.scheduled_at <= now
        if is_due and job.priority >= urgency.lowest and (job.args["full"] or not full):
            del keys[str(job.queueing_lock)]
        else:
            app.job_manager.cancel_job_by_id(job.pk, delete_job=True)
            replaced[str(job.queueing_lock)] = job
    ahead = _ahead(urgency, {user.tenant_id for user in keys.values()})
    for batch in _batches(keys.items(), BATCH):
        _add([_job(user, urgency, ahead, replaced.get(lock), full=full) for lock, user in batch])


def defer_again(job: Job, *, tries: int, at: datetime | None = None) -> None:
    """Add a job that does once more what a running one did not do, at a time or at once.

    Procrastinate's own retry has the same row wait again, and fails where somebody has asked for the
    same user meanwhile: two would wait under one queueing lock. Here the one that waits does the work.
    """
    again = job.evolve(scheduled_at=at, task_kwargs=job.task_kwargs | {"tries": tries})
    try:
        with transaction.atomic():
            app.job_manager.defer_job(again)
    except AlreadyEnqueued:
        leave_to_waiting(job)


def leave_to_waiting(job: Job) -> None:
    """Have the job that waits for the same user wait as urgently as this one, and read as much."""
    users = PowensUser.objects.filter(pk=str(job.task_kwargs["powens_user_id"]))
    urgency = Urgency.of(job.priority)
    defer_syncs(list(users), urgency=urgency, full=bool(job.task_kwargs.get("full")))


def lock_of(user: PowensUser) -> str:
    """Return the name under which one job of a user waits and one runs."""
    return f"powens-user:{user.pk}"


def _waiting(locks: list[str]) -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(status="todo", queueing_lock__in=locks))


def _ahead(urgency: Urgency, tenants: set[UUID]) -> Counter[str]:
    """Count the jobs of these tenants that wait as urgently."""
    names = [str(tenant) for tenant in tenants]
    rows = (
        ProcrastinateJob.objects.filter(
            status="todo",
            priority__range=(urgency.lowest, urgency.highest),
            args__tenant__in=names,
        )
        .values_list("args__tenant")
        .annotate(size=Count("pk"))
        .order_by()
    )
    return Counter(dict(rows))


def _job(
    user: PowensUser,
    urgency: Urgency,
    ahead: Counter[str],
    replaced: ProcrastinateJob | None,
    *,
    full: bool,
) -> Job:
    tenant, lock = str(user.tenant_id), lock_of(user)
    priority = max(urgency.highest - ahead[tenant], urgency.lowest)
    ahead[tenant] += 1
    if replaced is not None:
        priority, full = max(priority, replaced.priority), full or replaced.args["full"]
    job = app.configure_task(
        SYNC_ONE, allow_unknown=False, lock=lock, queueing_lock=lock, priority=priority
    )
    return job.make_new_job(powens_user_id=str(user.pk), tenant=tenant, full=full)


def _add(jobs: list[Job]) -> None:
    """Add jobs by one statement, or one by one where somebody has just added some of them too."""
    try:
        # A savepoint: a user who waits already must not undo what the caller stores beside it.
        with transaction.atomic():
            app.job_manager.batch_defer_jobs(jobs)
    except AlreadyEnqueued:
        if len(jobs) > 1:
            for job in jobs:
                _add([job])


def _batches(items: Iterable[Item], size: int) -> Iterable[list[Item]]:
    rest = iter(items)
    return iter(lambda: list(islice(rest, size)), [])
