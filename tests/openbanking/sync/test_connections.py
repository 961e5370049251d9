"""Connections: their states, and the one that is gone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from openbanking.health import STATES, Actor, Status
from openbanking.models import (
    Account,
    Balance,
    Connection,
    SyncRun,
    Transaction,
)
from openbanking.powens import PowensClient
from openbanking.powens.payloads import Rows
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db


def test_connection_remembers_that_it_was_confirmed(linked):
    sync()
    before = Connection.objects.get().last_read_at
    sync()
    assert Connection.objects.filter(last_read_at__gt=before).exists()


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


def test_accounts_of_a_connection_that_is_not_listed_are_told_of(linked, sandbox, bank, monkeypatch):
    sync()
    monkeypatch.setattr(PowensClient, "connections", lambda client: Rows(rows=[], unreadable=[]))
    report = sync()
    assert report.status is SyncRun.Status.PARTIAL
    assert report.connections[0].condition.who_must_act is Actor.STAFF
