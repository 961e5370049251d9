"""request_sync: one place decides where a sync runs, and nobody waits for it."""

from __future__ import annotations

import pytest
from django.core.signals import request_finished, request_started

from openbanking.jobs import Reason, has_queue, request_sync
from openbanking.jobs.after_response import after_response
from openbanking.models import SyncRun

in_place = pytest.mark.skipif(has_queue(), reason="the queue takes it on PostgreSQL")


@pytest.fixture
def request_in_progress():
    """A request that has begun; calling it sends the answer."""
    request_started.send(sender=None, environ={})
    finished = []

    def finish():
        finished.append(True)
        request_finished.send(sender=None)

    yield finish
    if not finished:
        finish()


@pytest.fixture(autouse=True)
def connections_stay_open(monkeypatch):
    """Keep the signals from closing the test's own database connection."""
    from django.db import close_old_connections

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@in_place
def test_sync_runs_once_the_answer_is_sent(linked, request_in_progress):
    request = request_sync([linked], reason=Reason.SELECTION)
    assert (request.users, request.queued) == (1, False)
    assert not SyncRun.objects.exists()
    request_in_progress()
    assert SyncRun.objects.get().status == SyncRun.Status.OK


@in_place
def test_without_a_request_it_runs_once_the_transaction_is_committed(
    linked, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        request_sync([linked], reason=Reason.COMMAND)
        assert not SyncRun.objects.exists()
    assert SyncRun.objects.get().status == SyncRun.Status.OK


def test_nobody_to_sync_requests_nothing(db, request_in_progress):
    assert request_sync([], reason=Reason.STAFF).users == 0
    request_in_progress()
    assert not SyncRun.objects.exists()


def test_work_that_fails_after_the_answer_does_not_stop_the_next(db, request_in_progress):
    done = []

    def fail():
        raise RuntimeError("nobody waits for this")

    after_response(fail)
    after_response(lambda: done.append(True))
    request_in_progress()
    assert done == [True]
