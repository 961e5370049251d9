"""Work that waits in the queue, on PostgreSQL: try it again, cancel it, abort it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status
from unfold.enums import ActionVariant

from contracts import Input, fields, problems
from openbanking.admin.acts.act import Outcome, StaffAct
from openbanking.admin.acts.commands import staff_command
from openbanking.models import User

FAILED, DOING, TODO = Status.FAILED.value, Status.DOING.value, Status.TODO.value


class JobInput(Input):
    """Which job: the queue counts them."""

    row_id = fields.Int(help_text="The number of the job.")


def _expect(job: ProcrastinateJob, *statuses: str) -> None:
    if job.status not in statuses:
        raise problems.Conflict(f"It is {job.status} by now.")


@staff_command("staff.jobs.retry", ProcrastinateJob, tenant_path="", takes=JobInput)
def retry(job: ProcrastinateJob, by: User, now: datetime) -> Outcome:
    """Have a job that failed, or whose worker is gone, done once more."""
    _expect(job, FAILED, DOING)
    try:
        with transaction.atomic():
            app.job_manager.retry_job_by_id(job.pk, now, job.priority, job.queue_name, job.lock)
    except UniqueViolation:
        raise problems.Conflict("Another job that does the same is waiting already.") from None
    return Outcome("waits to be done again")


@staff_command("staff.jobs.cancel", ProcrastinateJob, tenant_path="", takes=JobInput)
def cancel(job: ProcrastinateJob, by: User, now: datetime) -> Outcome:
    """Cancel a job that was not begun."""
    if not app.job_manager.cancel_job_by_id(job.pk, abort=False):
        raise problems.Conflict("It was begun, or is over.")
    return Outcome("cancelled")


@staff_command("staff.jobs.abort", ProcrastinateJob, tenant_path="", takes=JobInput)
def abort(job: ProcrastinateJob, by: User, now: datetime) -> Outcome:
    """Have a worker give a job up."""
    if not app.job_manager.cancel_job_by_id(job.pk, abort=True):
        raise problems.Conflict("It is over.")
    return Outcome("to be given up by its worker")


def _is(*statuses: str) -> Any:
    return lambda job: job.status in statuses


NOUN = ("job", "jobs")
RETRY_JOB = StaffAct(
    name="retry",
    operation="staff.jobs.retry",
    do=retry,
    label="Do it again",
    asks="Do {rows} again",
    noun=NOUN,
    consequence="It is put back into the queue. One that a worker is still at may be done twice.",
    icon="redo",
    fits=_is(FAILED, DOING),
)
CANCEL_JOB = StaffAct(
    name="cancel",
    operation="staff.jobs.cancel",
    do=cancel,
    label="Cancel",
    asks="Cancel {rows}",
    noun=NOUN,
    consequence="It is not done. The next sync makes up for it.",
    icon="cancel",
    variant=ActionVariant.DANGER,
    fits=_is(TODO),
)
ABORT_JOB = StaffAct(
    name="abort",
    operation="staff.jobs.abort",
    do=abort,
    label="Abort",
    asks="Abort {rows}",
    noun=NOUN,
    consequence="Its worker is asked to give it up, and does so as soon as it looks.",
    icon="block",
    variant=ActionVariant.DANGER,
    fits=_is(DOING),
)
