"""--enqueue on PostgreSQL: a job for each Powens user, once, run by a worker."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.management import call_command

from openbanking.models import SyncRun, Transaction
from tests.waiting import work_off_the_queue

pytestmark = [
    pytest.mark.skipif(not settings.ON_POSTGRESQL, reason="the queue lives in PostgreSQL"),
    pytest.mark.django_db(transaction=True),
]


def jobs():
    from procrastinate.contrib.django.models import ProcrastinateJob

    # Without what workers do by the clock.
    return ProcrastinateJob.objects.filter(task_name__endswith="sync_powens_user_job")


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
