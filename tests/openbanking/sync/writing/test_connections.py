"""Connections: their states, and the one that is gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from openbanking.health.states import SILENT, STATES, Actor, Status
from openbanking.models import Account, Balance, Connection, SyncRun, Transaction
from openbanking.powens import PowensClient
from openbanking.powens.payloads import Rows
from openbanking.sandbox import ApiError, Request
from openbanking.sync import Scope, run_sync
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db


def test_connection_remembers_that_it_was_confirmed(linked):
    sync()
    before = Connection.objects.get().last_read_at
    sync()
    assert Connection.objects.filter(last_read_at__gt=before).exists()


def test_connection_remembers_since_when_it_is_in_trouble(linked, bank):
    sync()
    assert Connection.objects.get().broken_since is None
    bank.state = "wrongpass"
    sync()
    since = Connection.objects.get().broken_since
    assert since is not None
    bank.state = "actionNeeded"
    sync()
    assert Connection.objects.get().broken_since == since
    bank.state = None
    sync()
    assert Connection.objects.get().broken_since is None


def test_connection_that_vanishes_is_disconnected_and_its_history_kept(linked, sandbox, bank):
    sync()
    sandbox.state.users[7].connections.clear()
    report = sync()
    assert report.status is SyncRun.Status.PARTIAL
    assert report.connections[0].condition.status is Status.DISCONNECTED
    assert {each.status for each in Account.objects.all()} == {Account.Status.VANISHED}
    assert Transaction.objects.live().count() == 4


def test_vanished_connection_is_reported_once(linked, sandbox):
    sync()
    sandbox.state.users[7].connections.clear()
    sync()
    assert sync().status is SyncRun.Status.NOTHING_DUE


def test_connection_that_needs_its_user_is_read_all_the_same(linked, bank):
    bank.state = "SCARequired"
    report = sync()
    assert report.status is SyncRun.Status.PARTIAL
    assert report.connections[0].condition.who_must_act is Actor.MEMBER
    assert Balance.objects.exists()


def test_unknown_state_is_never_taken_for_healthy(linked, bank):
    bank.state = "somethingNew"
    report = sync()
    assert report.connections[0].condition.status is Status.ERROR
    assert report.status is SyncRun.Status.PARTIAL


def test_connection_that_cannot_be_read_is_not_taken_for_gone(linked, bank):
    sync()
    bank.state = 5  # Powens breaks its word
    report = sync()
    assert Connection.objects.get().vanished_at is None
    assert report.status is SyncRun.Status.FAILED
    assert report.connections[0].condition.status is Status.ERROR


def test_connection_that_comes_back_is_read_again(linked, sandbox, bank):
    sync()
    connections = dict(sandbox.state.users[7].connections)
    sandbox.state.users[7].connections.clear()
    sync()
    sandbox.state.users[7].connections.update(connections)
    assert sync().status is SyncRun.Status.OK
    assert Connection.objects.get().vanished_at is None
    assert {each.status for each in Account.objects.all()} == {Account.Status.ACTIVE}


def test_consent_end_is_that_of_the_source(linked, bank):
    bank.access_expire = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
    sync()
    assert Connection.objects.get().consent_ends_at == bank.access_expire


def test_connection_switched_off_at_powens_is_degraded(linked, bank):
    bank.active = False
    report = sync()
    assert report.connections[0].condition.status is Status.DEGRADED


@pytest.mark.parametrize("state", [*STATES, "wrongPass"])
def test_no_state_of_powens_leaves_a_run_ok(linked, bank, state):
    bank.state = state
    report = sync()
    assert report.status is SyncRun.Status.PARTIAL
    assert report.connections[0].as_json()["state"] == state


def test_accounts_of_a_connection_that_is_not_listed_are_reported(linked, sandbox, bank, monkeypatch):
    sync()
    monkeypatch.setattr(PowensClient, "connections", lambda client: Rows(rows=[], unreadable=[]))
    monkeypatch.setattr(PowensClient, "still_has", lambda client, kind, row_id: False)
    report = sync()
    assert report.status is SyncRun.Status.PARTIAL
    assert report.connections[0].condition.who_must_act is Actor.STAFF


class TestSilence:
    @pytest.fixture
    def asked(self, sandbox):
        requests: list[Request] = []
        sandbox.fault = requests.append
        return lambda: [each for each in requests if each.method == "PUT"]

    @pytest.fixture(autouse=True)
    def silent(self, linked, bank, sandbox):
        bank.next_try = None
        bank.last_update = sandbox.clock.now() - timedelta(days=3)

    def test_silent_connection_is_asked_to_sync(self, asked):
        report = sync()
        assert len(asked()) == 1
        assert asked()[0].query == {"psu_requested": "false"}
        assert report.connections[0].condition is SILENT

    def test_it_is_asked_at_most_every_six_hours(self, asked, bank, sandbox):
        for _ in range(3):
            sync()
            bank.last_update = sandbox.clock.now() - timedelta(days=3)
        assert len(asked()) == 1

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("state", "SCARequired"),
            ("active", False),
            ("next_try", datetime(2099, 1, 1, tzinfo=UTC)),
            ("last_update", datetime.now(UTC)),
        ],
    )
    def test_any_other_is_left_alone(self, asked, bank, name, value):
        setattr(bank, name, value)
        sync()
        assert asked() == []

    def test_dry_run_asks_nothing(self, asked):
        run_sync(Scope(), dry_run=True)
        assert asked() == []

    def test_powens_that_refuses_fails_no_run(self, sandbox):
        def refuse(request):
            if request.method == "PUT":
                raise ApiError(400, "invalidValue", "No")

        sandbox.fault = refuse
        assert sync().status is SyncRun.Status.OK
