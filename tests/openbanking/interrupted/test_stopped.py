"""A sync that is asked to end does so soon, and leaves nothing half done and nothing "running"."""

from __future__ import annotations

import signal
import time

import pytest

from openbanking.models import PowensUser, SyncOutcome, SyncRun, Transaction
from openbanking.sandbox import Sandbox
from openbanking.sandbox.behaviour.faults import Fault, FaultKind
from openbanking.sync import Scope, Stop, run_sync
from openbanking.sync.stopping import Stopped
from tests.openbanking.interrupted.hearing import heard_of
from tests.openbanking.sync.truth import assert_in_sync
from tests.processes import PATIENCE

TERMINATED = 143
# Those who stop services kill after ten seconds.
SOON = 10
pytestmark = pytest.mark.django_db(transaction=True)


def once_one_is_done() -> Stop:
    """Return a stop that is asked for as soon as a user is done."""
    return Stop(SyncOutcome.objects.exists)


def once_asked_for(path: str, sandbox: Sandbox) -> Stop:
    """Return a stop that is asked for as soon as Powens is asked for something."""
    return Stop(heard_of(path, sandbox).is_set)


def test_run_that_is_stopped_begins_no_other_user(several):
    report = run_sync(Scope(), stop=once_one_is_done())
    assert report.status is SyncRun.Status.STOPPED
    assert len({each.connection.powens_user_id for each in report.connections if each.connection}) == 1
    assert SyncRun.objects.get().status == SyncRun.Status.STOPPED
    assert all(each.read for each in report.connections)


def test_run_that_is_stopped_before_it_began_does_nothing(several):
    report = run_sync(Scope(), stop=Stop(lambda: True))
    assert (report.status, report.connections) == (SyncRun.Status.STOPPED, [])


def test_next_run_does_the_rest(several):
    run_sync(Scope(), stop=once_one_is_done())
    run_sync(Scope())
    assert_in_sync(several)


def test_reading_that_is_stopped_keeps_nothing_of_it(several):
    user = PowensUser.objects.earliest("pk")
    scope = Scope(powens_user_ids=[str(user.pk)])
    report = run_sync(scope, stop=once_asked_for("transactions", several))
    assert report.status is SyncRun.Status.STOPPED
    assert not user.connections.exists()


def test_wait_ends_when_the_run_is_stopped():
    started = time.monotonic()
    with pytest.raises(Stopped):
        Stop(lambda: time.monotonic() > started + 0.1).sleep(3600)


def test_all_threads_stop(several):
    stop = once_asked_for("transactions", several)
    report = run_sync(Scope(), workers=2, stop=stop)
    assert report.status is SyncRun.Status.STOPPED
    assert not Transaction.objects.exists()


@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGINT])
def test_process_ends_soon_and_marks_its_run(several, start, word):
    begun = heard_of("", several)
    several.faults.add(Fault(kind=FaultKind.SLOW, path="transactions", seconds=0.5, times=0))
    process = start("sync_powens")
    assert begun.wait(PATIENCE)
    process.send_signal(word)
    assert process.wait(SOON) == TERMINATED
    assert [run.status for run in SyncRun.objects.all()] == [SyncRun.Status.STOPPED]


def test_process_that_waits_for_powens_ends_soon_too(several, start):
    asked = heard_of("", several)
    several.faults.add(Fault(kind=FaultKind.SLOW, path="connections", seconds=25, times=0))
    process = start("sync_powens", "--workers", "2")
    assert asked.wait(PATIENCE)
    process.send_signal(signal.SIGTERM)
    assert process.wait(SOON) == TERMINATED
    assert [run.status for run in SyncRun.objects.all()] == [SyncRun.Status.STOPPED]
