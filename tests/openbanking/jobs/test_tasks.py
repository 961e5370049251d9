"""Jobs on PostgreSQL: one for each Powens user, once, run by a worker, and left to a later one."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from openbanking.jobs import Reason, request_sync
from openbanking.models import PowensUser, SyncRun, Transaction
from openbanking.sync import Scope, run_sync
from tests.waiting import set_status, work_off_the_queue

pytestmark = [
    pytest.mark.skipif(not settings.ON_POSTGRESQL, reason="the queue lives in PostgreSQL"),
    pytest.mark.django_db(transaction=True),
]


def jobs():
    from procrastinate.contrib.django.models import ProcrastinateJob

    # Without what workers do by the clock.
    return ProcrastinateJob.objects.filter(task_name__endswith="sync_powens_user_job")


def context_of(row, *, abort_reason):
    """Return what a worker tells the function of a job that it has taken."""
    from procrastinate import JobContext
    from procrastinate.contrib.django import app

    job = row.procrastinate_job
    return JobContext(app=app, job=job, start_timestamp=0.0, abort_reason=abort_reason)


@pytest.fixture
def powens_is_down(settings):
    settings.POWENS_BASE_URL = "http://127.0.0.1:9/2.0"


@pytest.fixture
def asked_again_meanwhile(monkeypatch):
    """While the first job runs, somebody asks for the same user."""
    asked: list[Scope] = []

    def meanwhile(scope, **given):
        if not asked:
            asked.append(scope)
            request_sync(list(PowensUser.objects.all()), reason=Reason.WEBHOOK)
        return run_sync(scope, **given)

    monkeypatch.setattr("openbanking.jobs.tasks.run_sync", meanwhile)


def test_job_waits_for_a_worker(linked, capsys):
    call_command("sync_powens", "--enqueue")
    assert "Left 1 Powens users to the workers" in capsys.readouterr().out
    (job,) = jobs()
    assert (job.status, job.args) == (
        "todo",
        {"powens_user_id": str(linked.pk), "tenant": str(linked.tenant_id), "full": False},
    )
    assert not SyncRun.objects.exists()


def test_user_who_waits_is_not_added_twice(linked):
    call_command("sync_powens", "--enqueue")
    call_command("sync_powens", "--enqueue")
    assert jobs().count() == 1


def test_worker_runs_the_same_sync(linked):
    call_command("sync_powens", "--enqueue")
    work_off_the_queue()
    assert jobs().get().status == "succeeded"
    assert SyncRun.objects.get().status == SyncRun.Status.OK
    assert Transaction.objects.count() == 4


def test_job_carries_no_secret(linked):
    call_command("sync_powens", "--enqueue")
    assert linked.token.reveal() not in str(vars(jobs().get()))


def test_what_could_not_be_read_is_left_to_a_later_job(linked, powens_is_down):
    request_sync([linked], reason=Reason.COMMAND)
    work_off_the_queue()
    first, later = jobs().order_by("id")
    assert (first.status, later.status, later.args["tries"]) == ("succeeded", "todo", 1)
    assert later.scheduled_at > timezone.now()


def test_waits_double_from_half_a_minute_to_five_minutes():
    from openbanking.jobs.tasks import RETRIES, wait_before

    waits = [wait_before(retry, chance=lambda: 0.0) for retry in range(RETRIES)]
    assert [wait.total_seconds() for wait in waits] == [30, 60, 120, 240, 300]


def test_waits_are_shortened_by_chance_by_a_tenth_at_most():
    from openbanking.jobs.tasks import wait_before

    assert wait_before(0, chance=lambda: 0.5).total_seconds() == 28.5
    assert wait_before(4, chance=lambda: 1.0).total_seconds() == 270


def test_last_try_that_reads_nothing_fails(linked, powens_is_down):
    from openbanking.jobs.tasks import RETRIES, sync_powens_user_job

    sync_powens_user_job.defer(powens_user_id=str(linked.pk), tries=RETRIES)
    work_off_the_queue()
    assert [job.status for job in jobs()] == ["failed"]


def test_job_that_breaks_fails_and_is_left_to_a_later_one(linked, monkeypatch):
    def breaks(scope, **given):
        raise RuntimeError

    monkeypatch.setattr("openbanking.jobs.tasks.run_sync", breaks)
    request_sync([linked], reason=Reason.COMMAND)
    work_off_the_queue()
    first, later = jobs().order_by("id")
    assert (first.status, later.status, later.args["tries"]) == ("failed", "todo", 1)


def test_job_that_reads_nothing_leaves_it_to_the_one_that_waits(
    linked, powens_is_down, asked_again_meanwhile
):
    request_sync([linked], reason=Reason.COMMAND)
    work_off_the_queue()
    first, second, later = jobs().order_by("id")
    assert (first.status, second.status, later.status) == ("succeeded", "succeeded", "todo")
    assert second.args.get("tries") is None


def test_one_that_waits_reads_all_that_the_one_before_could_not(
    linked, powens_is_down, asked_again_meanwhile
):
    request_sync([linked], reason=Reason.STAFF, full=True)
    work_off_the_queue()
    assert [(job.args["full"], job.priority) for job in jobs()] == [(True, 2000)] * 3


@pytest.mark.parametrize(
    ("reason", "left"), [("SHUTDOWN", ["doing", "todo"]), ("USER_REQUEST", ["doing"])]
)
def test_job_that_is_stopped_is_left_to_another_unless_somebody_aborts_it(linked, reason, left):
    from procrastinate.exceptions import JobAborted
    from procrastinate.job_context import AbortReason

    from openbanking.jobs.tasks import sync_powens_user_job

    request_sync([linked], reason=Reason.COMMAND)
    (row,) = jobs()
    set_status(row, "doing")
    context = context_of(row, abort_reason=lambda: AbortReason[reason])
    with pytest.raises(JobAborted):
        sync_powens_user_job(context, **row.args)
    assert [job.status for job in jobs().order_by("id")] == left
