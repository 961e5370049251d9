"""Several workers: each job once, and the jobs of one that dies are done by another."""

from __future__ import annotations

import asyncio
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

from openbanking.jobs import Reason, request_sync
from openbanking.models import PowensUser, SyncRun
from openbanking.sandbox.behaviour.faults import Fault, FaultKind
from openbanking.sync import lock
from tests.openbanking.interrupted.hearing import heard_of
from tests.openbanking.sync.truth import assert_in_sync
from tests.processes import PATIENCE
from tests.waiting import no_connection_kept, set_status

pytestmark = [
    pytest.mark.skipif(not settings.ON_POSTGRESQL, reason="the queue lives in PostgreSQL"),
    pytest.mark.django_db(transaction=True),
]


def jobs(**of):
    from procrastinate.contrib.django.models import ProcrastinateJob

    return ProcrastinateJob.objects.filter(**of)


def registered():
    """Count the workers, those that were killed a moment ago among them."""
    from procrastinate.contrib.django.models import ProcrastinateWorker

    return ProcrastinateWorker.objects.count()


def states_of_syncs():
    syncs = jobs(task_name__endswith="sync_powens_user_job").order_by("pk")
    return list(syncs.values_list("status", flat=True))


def until(condition):
    end = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < end:
        time.sleep(0.1)
    assert condition()


def take_up_stalled_jobs():
    """Do what workers do each minute; the one that was killed is taken for dead at once."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    from openbanking.jobs.tasks import retry_stalled

    async def retry():
        assert isinstance(app.connector, DjangoConnector)
        with app.replace_connector(app.connector.get_worker_connector()):
            async with app.open_async():
                await retry_stalled(0)

    with no_connection_kept():
        asyncio.run(retry())


def test_jobs_of_a_worker_that_is_killed_are_done_by_the_others(several, start):
    asked = heard_of("", several)
    several.faults.add(Fault(kind=FaultKind.SLOW, path="connections", seconds=1, times=0))
    request_sync(list(PowensUser.objects.all()), reason=Reason.COMMAND)
    killed = start("procrastinate", "worker")
    assert asked.wait(PATIENCE)
    killed.kill()
    killed.wait()
    several.faults.clear()
    others = [start("procrastinate", "worker", "--concurrency", "2") for _ in range(2)]
    take_up_stalled_jobs()
    until(lambda: not jobs(status__in=["todo", "doing"], queue_name="sync").exists())
    # One that starts late may find nothing to do; told to end before it listens, it would just die.
    until(lambda: registered() >= 1 + len(others))
    for each in others:
        each.send_signal(signal.SIGTERM)
        assert each.wait(PATIENCE) == 0
    assert_in_sync(several)


def test_worker_that_is_told_to_end_leaves_its_job_to_another(several, start):
    asked = heard_of("accounts", several)
    several.faults.add(Fault(kind=FaultKind.SLOW, path="accounts", seconds=3, times=0))
    request_sync([PowensUser.objects.earliest("pk")], reason=Reason.COMMAND)
    worker = start("procrastinate", "worker")
    assert asked.wait(PATIENCE)
    worker.send_signal(signal.SIGTERM)
    worker.wait(PATIENCE)
    assert states_of_syncs() == ["aborted", "todo"]
    assert SyncRun.objects.get().status == SyncRun.Status.STOPPED


def test_worker_that_is_told_to_end_leaves_its_job_to_the_one_that_waits(several, start):
    asked = heard_of("accounts", several)
    several.faults.add(Fault(kind=FaultKind.SLOW, path="accounts", seconds=3, times=0))
    user = PowensUser.objects.earliest("pk")
    request_sync([user], reason=Reason.COMMAND)
    worker = start("procrastinate", "worker")
    assert asked.wait(PATIENCE)
    request_sync([user], reason=Reason.WEBHOOK)
    worker.send_signal(signal.SIGTERM)
    worker.wait(PATIENCE)
    assert states_of_syncs() == ["aborted", "todo"]


def test_stalled_job_ends_where_another_waits(linked):
    request_sync([linked], reason=Reason.COMMAND)
    set_status(jobs().get(), "doing")
    request_sync([linked], reason=Reason.COMMAND)
    take_up_stalled_jobs()
    assert states_of_syncs() == ["failed", "todo"]


def test_stalled_jobs_are_taken_up_after_one_that_ends(linked):
    from openbanking.jobs.tasks import look_at_alerts_job

    alerts = look_at_alerts_job.configure(lock="alerts", queueing_lock="alerts")
    alerts.defer()
    set_status(jobs().get(), "doing")
    alerts.defer()
    request_sync([linked], reason=Reason.COMMAND)
    set_status(jobs(queue_name="sync").get(), "doing")
    take_up_stalled_jobs()
    assert states_of_syncs() == ["todo"]


def test_one_that_waits_reads_all_that_a_stalled_one_was_to(linked):
    request_sync([linked], reason=Reason.COMMAND, full=True)
    set_status(jobs().get(), "doing")
    request_sync([linked], reason=Reason.WEBHOOK)
    take_up_stalled_jobs()
    assert jobs(status="todo").get().args["full"] is True


def test_user_whom_another_run_syncs_is_tried_again(linked):
    from openbanking.jobs.tasks import sync_powens_user_job

    request_sync([linked], reason=Reason.COMMAND)
    job = jobs().get()
    set_status(job, "doing")
    context: Any = SimpleNamespace(should_abort=lambda: False, job=job.procrastinate_job)
    # A worker's thread has its own connection to the database, where alone the lock is another's.
    with lock(f"powens-user:{linked.pk}"), ThreadPoolExecutor(1) as worker:
        done = worker.submit(sync_powens_user_job, context, **job.args)
        worker.submit(connections.close_all).result()
        assert done.result().endswith("locked")
    assert states_of_syncs() == ["doing", "todo"]


def test_worker_keeps_its_connection_for_the_next_job(linked):
    from openbanking.jobs.tasks import sync_powens_user_job

    def session():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return cursor.fetchone()

    context: Any = SimpleNamespace(should_abort=lambda: False)
    with ThreadPoolExecutor(1) as worker:
        before = worker.submit(session).result()
        worker.submit(sync_powens_user_job, context, str(linked.pk)).result()
        assert worker.submit(session).result() == before
        worker.submit(connections.close_all).result()
