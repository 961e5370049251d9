"""Whole runs: their scope, their outcome, and what fails at Powens."""

from __future__ import annotations

from copy import copy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openbanking.gateway.clients import renew_token
from openbanking.health.failures import UNEXPECTED
from openbanking.health.states import Actor
from openbanking.linking.users import unlink
from openbanking.models import Account, Connection, PowensUser, SyncOutcome, SyncRun, Transaction
from openbanking.portability.erasing import erase
from openbanking.portability.people import People
from openbanking.sync import Scope, Tally, UnknownTarget, run_sync, user
from openbanking.sync.report import record_outcomes
from tests import factories
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db


def test_first_sync_brings_everything(linked):
    report = sync()
    assert report.status is SyncRun.Status.OK
    totals = report.totals
    assert (totals.accounts.added, totals.balances.added, totals.transactions.added) == (2, 4, 4)


def test_second_sync_changes_nothing(linked):
    sync()
    stamps = list(Transaction.objects.values_list("updated_at", flat=True))
    totals = sync().totals
    for counts in (totals.accounts, totals.balances, totals.transactions):
        assert (counts.added, counts.changed, counts.removed) == (0, 0, 0)
    assert list(Transaction.objects.values_list("updated_at", flat=True)) == stamps


def test_full_sync_changes_nothing_either(linked):
    sync()
    totals = sync(full=True).totals
    assert (totals.transactions.seen, totals.transactions.changed) == (4, 0)


def test_nothing_linked_is_nothing_due(alices):
    assert sync().status is SyncRun.Status.NOTHING_DUE


def test_unknown_tenant_is_named(linked):
    with pytest.raises(UnknownTarget, match="nobody"):
        sync(tenants=["nobody"])


def test_only_the_connection_asked_for_is_written(linked, sandbox):
    sync()
    chosen = Connection.objects.get()
    report = sync(connections=[str(chosen.pk)])
    assert [each.connection for each in report.connections] == [chosen]


def test_dry_run_counts_and_writes_nothing(linked):
    report = run_sync(Scope(), dry_run=True)
    assert report.totals.transactions.added == 4
    assert not Transaction.objects.exists()
    assert not SyncRun.objects.exists()


def test_run_and_outcomes_are_recorded(linked):
    report = sync()
    run = SyncRun.objects.get(pk=report.id)
    outcome = SyncOutcome.objects.get(run=run)
    assert run.finished_at is not None
    assert outcome.counts["accounts"]["added"] == 2
    assert outcome.status == "healthy"


def test_run_whose_process_died_is_marked_by_the_next(db):
    dead = factories.make_run(status=SyncRun.Status.RUNNING, finished_at=None)
    sync()
    dead.refresh_from_db()
    assert dead.status == SyncRun.Status.DIED


def test_tally_adds_up():
    total, one = Tally(), Tally()
    one.accounts.seen = 2
    total += one
    total += one
    assert total.accounts.seen == 4


def test_one_user_that_fails_does_not_stop_another(linked, bob, bobs, sandbox):
    factories.make_powens_user(bobs, bob, external_id="999", token="unknown")
    report = sync()
    assert report.status is SyncRun.Status.PARTIAL
    assert {each.tenant: each.read for each in report.connections} == {"alices": True, "bobs": False}


def test_fault_of_ours_in_writing_does_not_stop_another_user(linked, bob, bobs, monkeypatch):
    def fail(tenant):
        if tenant == linked.tenant:
            raise ArithmeticError

    factories.make_powens_user(bobs, bob, external_id="999", token="unknown")
    monkeypatch.setattr(user, "propose_merges", fail)
    report = sync()
    assert [each.tenant for each in report.connections] == ["alices", "bobs"]
    assert report.connections[0].condition is UNEXPECTED


def test_user_who_was_not_written_to_the_end_is_read_whole_again(linked, monkeypatch):
    monkeypatch.setattr(user, "propose_merges", lambda tenant: tenant / 0)
    sync()
    linked.refresh_from_db()
    assert not linked.listed_digest


def test_powens_that_is_down_loses_nothing(linked, settings):
    sync()
    settings.POWENS_BASE_URL = "http://127.0.0.1:9/2.0"
    report = sync()
    assert report.status is SyncRun.Status.FAILED
    assert report.connections[0].condition.retryable
    assert Transaction.objects.live().count() == 4


def test_refused_token_is_renewed_once(linked, sandbox):
    sandbox.state.revoke(sandbox.users[0].token)
    assert sync().status is SyncRun.Status.OK


def test_user_whose_token_cannot_be_renewed_is_flagged_and_left_alone(linked, sandbox, settings):
    sandbox.state.revoke(sandbox.users[0].token)
    settings.POWENS_CLIENT_SECRET = "wrong"
    report = sync()
    assert report.status is SyncRun.Status.FAILED
    assert report.connections[0].condition.who_must_act is Actor.STAFF
    linked.refresh_from_db()
    assert linked.rejected_at is not None
    calls: list[object] = []
    sandbox.fault = calls.append
    sync()
    assert calls == []


class TestSinceTheRunBegan:
    """A run reads its users at the start and comes to each of them later."""

    @pytest.fixture
    def begun(self, linked, monkeypatch):
        """Runs have the user as it was before anything happens in the test."""
        sync()
        loaded = Scope().powens_users()
        monkeypatch.setattr(Scope, "powens_users", lambda scope: loaded)
        return PowensUser.objects.get()

    def test_user_who_was_unlinked_is_not_read(self, begun):
        unlink(begun, now=factories.NOW)
        assert sync().connections == []
        assert not Account.objects.live().exists()

    def test_token_of_a_user_who_was_unlinked_is_not_renewed(self, begun):
        unlink(begun, now=factories.NOW)
        sync()
        begun.refresh_from_db()
        assert begun.token is None

    def test_token_that_was_renewed_is_the_one_to_read_with(self, begun, sandbox, settings):
        sandbox.state.revoke(begun.token.reveal())
        renew_token(begun, now=factories.NOW)
        settings.POWENS_CLIENT_SECRET = "wrong"
        assert sync().status is SyncRun.Status.OK

    def test_user_whose_family_was_erased_is_not_read(self, begun):
        erase(begun.tenant, people=People.KEEP)
        assert sync().status is SyncRun.Status.NOTHING_DUE

    def test_user_whose_family_was_erased_once_it_was_read_has_no_outcome(self, begun):
        reports, run = sync().connections, SyncRun.objects.latest("started_at")
        erase(begun.tenant, people=People.KEEP)
        record_outcomes(run, begun, reports)
        assert not SyncOutcome.objects.exists()


@pytest.mark.parametrize("rows", [5, 500])
def test_comparing_rows_costs_no_query_each(linked, checking, movement, rows):
    for number in range(rows):
        row = copy(movement)
        row.id = 800_000 + number
        checking.transactions[row.id] = row
    sync()
    with CaptureQueriesContext(connection) as queries:
        sync(full=True)
    assert len(queries) < 60
