"""When each tenant was last read, and the last runs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from openbanking.models import SyncRun
from openbanking.monitoring.metrics import syncs
from tests import factories
from tests.openbanking.monitoring.scraping import values_of

NOW = factories.NOW
HOUR = timedelta(hours=1)
WORST = "openbanking_last_sync_timestamp_seconds"
BY_TENANT = "openbanking_tenant_last_sync_timestamp_seconds"
FINISHED = "openbanking_run_finished_timestamp_seconds"
DURATION = "openbanking_run_duration_seconds"


@pytest.fixture
def of_alice(alices, alice):
    return factories.make_powens_user(alices, alice)


@pytest.fixture
def of_bob(bobs, bob):
    return factories.make_powens_user(bobs, bob)


def scraped():
    return values_of(syncs.families())


def test_tenant_is_as_far_as_the_connection_that_waits_longest(of_alice, of_bob):
    factories.make_connection(of_alice, last_read_at=NOW)
    factories.make_connection(of_alice, last_read_at=NOW - 5 * HOUR)
    factories.make_connection(of_bob, last_read_at=NOW - HOUR)
    values = scraped()
    assert values[BY_TENANT] == {
        ("alices",): (NOW - 5 * HOUR).timestamp(),
        ("bobs",): (NOW - HOUR).timestamp(),
    }
    assert values[WORST] == {(): (NOW - 5 * HOUR).timestamp()}


def test_connection_that_was_never_read_waits_since_it_is_known(of_alice):
    factories.make_connection(of_alice, last_read_at=None, created_at=NOW - 2 * HOUR)
    assert scraped()[WORST] == {(): (NOW - 2 * HOUR).timestamp()}


def test_connection_that_is_gone_waits_for_nothing(of_alice):
    factories.make_connection(of_alice, last_read_at=NOW - HOUR, vanished_at=NOW)
    values = scraped()
    assert values[WORST] == values[BY_TENANT] == {}


@pytest.mark.parametrize(("how_many", "named"), [(50, 50), (51, 0)])
def test_tenants_are_told_of_one_by_one_up_to_a_number(alice, how_many, named):
    for number in range(how_many):
        tenant = factories.make_tenant(f"tenant-{number}", alice)
        connected = factories.make_powens_user(tenant, alice)
        factories.make_connection(connected, last_read_at=NOW - number * HOUR)
    values = scraped()
    assert len(values[BY_TENANT]) == named
    assert values[WORST] == {(): (NOW - (how_many - 1) * HOUR).timestamp()}


def test_last_run_of_each_status_is_told_with_its_duration(db):
    factories.make_run(started_at=NOW - HOUR, finished_at=NOW)
    # It ended earlier though it began later.
    factories.make_run(started_at=NOW - HOUR / 2, finished_at=NOW - HOUR / 4)
    factories.make_run(status=SyncRun.Status.PARTIAL, started_at=NOW, finished_at=NOW + HOUR / 60)
    values = scraped()
    assert values[FINISHED] == {
        ("ok",): NOW.timestamp(),
        ("partial",): (NOW + HOUR / 60).timestamp(),
    }
    assert values[DURATION] == {("ok",): 3600, ("partial",): 60}


def test_run_in_progress_is_told_since_when(db):
    factories.make_run(status=SyncRun.Status.RUNNING, started_at=NOW, finished_at=None)
    factories.make_run(status=SyncRun.Status.RUNNING, started_at=NOW - HOUR, finished_at=None)
    values = scraped()
    assert values["openbanking_runs_running"] == {(): 2}
    assert values["openbanking_run_started_timestamp_seconds"] == {(): (NOW - HOUR).timestamp()}
    assert values[FINISHED] == {}


def test_service_that_never_ran_has_counts_and_no_moments(db):
    assert scraped() == {"openbanking_runs_running": {(): 0}}
