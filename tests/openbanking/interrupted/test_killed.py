"""A sync that is killed, cut off or fed garbage at any moment; the next one mends it."""

from __future__ import annotations

import random
import time
from threading import Event
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from openbanking.models import SyncRun
from openbanking.sandbox import Sandbox
from openbanking.sandbox.behaviour.faults import Fault, FaultKind
from openbanking.sandbox.world import mutations
from openbanking.sync import RunReport, Scope, run_sync
from tests.openbanking.sync.truth import assert_in_sync
from tests.processes import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)

GARBAGE = [
    *(FaultKind.TRUNCATED, FaultKind.HTML, FaultKind.RESET, FaultKind.NOT_A_NUMBER, FaultKind.BARE),
    *(FaultKind.SHORT, FaultKind.EMPTY, FaultKind.FOREIGN_LINK, FaultKind.CURSOR_LOOP),
]


class Moment:
    """The n-th thing that Powens is asked for."""

    def __init__(self, sandbox: Sandbox, number: int) -> None:
        self._left, self.reached = number, Event()
        sandbox.fault = self._count

    def _count(self, request: Any) -> None:
        self._left -= 1
        if self._left <= 0:
            self.reached.set()

    def wait(self) -> None:
        assert self.reached.wait(PATIENCE)


def until_the_database_has_noticed() -> None:
    """Wait until the server ends what it does for a client that is gone; its locks end with that."""
    until = time.monotonic() + PATIENCE
    while settings.ON_POSTGRESQL and time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if not cursor.rowcount:
                return
        time.sleep(0.05)


def assert_mended_by_the_next_run(sandbox: Sandbox) -> RunReport:
    """Nothing of the interrupted run is in the way of the next, which brings all there is."""
    sandbox.fault = lambda request: None
    sandbox.faults.clear()
    report = run_sync(Scope())
    assert report.status is not SyncRun.Status.LOCKED
    assert_in_sync(sandbox)
    return report


@pytest.mark.parametrize("seed", range(3))
def test_process_that_is_killed_leaves_nothing_in_the_way(several, start, seed):
    chance = random.Random(seed)
    moment = Moment(several, chance.randint(1, 8))
    process = start("sync_powens", "--workers", "2")
    moment.wait()
    time.sleep(chance.uniform(0, 0.2))
    process.kill()
    process.wait()
    until_the_database_has_noticed()
    assert_mended_by_the_next_run(several)
    assert SyncRun.Status.DIED in SyncRun.objects.values_list("status", flat=True)


@pytest.mark.skipif(not settings.ON_POSTGRESQL, reason="SQLite has no connection to cut")
@pytest.mark.parametrize("seed", range(3))
def test_database_that_cuts_connections_loses_nothing(several, start, seed):
    moment = Moment(several, random.Random(seed).randint(1, 8))
    process = start("sync_powens", "--workers", "2")
    moment.wait()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.rowcount
    assert process.wait(PATIENCE) != 0
    assert_mended_by_the_next_run(several)


@pytest.mark.parametrize("kind", GARBAGE, ids=str)
@pytest.mark.parametrize("path", ["connections", "accounts", "transactions"])
def test_garbage_in_the_middle_of_a_run_is_mended_by_the_next(linked, sandbox, kind, path):
    run_sync(Scope())
    _, checking = sandbox.state.users[7].accounts()[0]
    mutations.add_transaction(sandbox.state, account=checking.id, value="-12.34")
    sandbox.faults.add(Fault(kind=kind, path=path, times=2))
    run_sync(Scope())
    assert_mended_by_the_next_run(sandbox)


def test_powens_that_ends_in_the_middle_of_a_page_is_mended_by_the_next(several):
    several.faults.add(Fault(kind=FaultKind.RESET, path="transactions", times=0))
    report = run_sync(Scope())
    assert report.status is SyncRun.Status.FAILED
    assert_mended_by_the_next_run(several)
