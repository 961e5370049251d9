"""The sync against a local Powens: what it writes, and what it must never lose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from openbanking.health import Actor, Status
from openbanking.models import (
    Account,
    Balance,
    BalanceReading,
    Connection,
    PowensUser,
    SyncOutcome,
    SyncRun,
    Tenant,
    Transaction,
    User,
)
from openbanking.powens.sandbox import Sandbox
from openbanking.powens.sandbox import model as powens
from openbanking.sync import Scope, Tally, UnknownTarget, run_sync
from openbanking.sync.locks import held
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def linked(alices: Tenant, alice: User, sandbox: Sandbox) -> PowensUser:
    known = sandbox.users[0]
    return factories.make_powens_user(alices, alice, external_id=str(known.id_user), token=known.token)


@pytest.fixture
def bank(sandbox: Sandbox) -> powens.Connection:
    """The sandbox's only connection, to be changed behind our back."""
    return next(iter(sandbox.state.users[7].connections.values()))


@pytest.fixture
def checking(bank: powens.Connection) -> powens.Account:
    return next(iter(bank.accounts.values()))


def sync(**scope: Any):
    return run_sync(Scope(**scope))


def test_first_sync_brings_everything(linked):
    report = sync()
    assert report.status is SyncRun.Status.OK
    totals = report.totals
    assert (totals.accounts.added, totals.balances.added, totals.transactions.added) == (2, 4, 4)


def test_amounts_arrive_with_their_exact_digits(linked, checking):
    checking.balance = Decimal("90071992547409.930000000000000001")
    sync()
    assert Balance.objects.get(account__external_id=str(checking.id), type="current").amount == Decimal(
        "90071992547409.930000000000000001"
    )


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


def test_connection_remembers_that_it_was_confirmed(linked):
    sync()
    before = Connection.objects.get().last_read_at
    sync()
    assert Connection.objects.filter(last_read_at__gt=before).exists()


def test_new_balance_is_appended_to_history(linked, checking, sandbox):
    sync()
    checking.balance, checking.last_update = Decimal("99.99"), sandbox.clock.now()
    sync()
    readings = BalanceReading.objects.filter(account__external_id=str(checking.id), type="current")
    assert [each.amount for each in readings] == [Decimal("99.99"), Decimal("1310.42")]


def test_null_balance_keeps_the_last_good_one(linked, checking):
    sync()
    checking.balance = None
    report = sync()
    account = Account.objects.get(external_id=str(checking.id))
    assert account.balances.get(type="current").amount == Decimal("1310.42")
    assert account.balance_missing_since is not None
    assert report.totals.balances.warnings == 1
    assert report.status is SyncRun.Status.OK


def test_balance_that_comes_back_is_no_longer_missing(linked, checking):
    checking.balance = None
    sync()
    checking.balance = Decimal(5)
    sync()
    assert Account.objects.get(external_id=str(checking.id)).balance_missing_since is None


def test_figure_that_is_no_longer_known_leaves_the_latest_balances(linked, checking):
    sync()
    checking.coming = None
    report = sync()
    kinds = Balance.objects.filter(account__external_id=str(checking.id)).values_list("type", flat=True)
    assert list(kinds) == ["current"]
    assert report.totals.balances.removed == 2


def test_too_wide_amount_is_a_warning_and_not_a_rounding(linked, checking):
    checking.balance = Decimal("0.1234567890123456789")
    report = sync()
    assert report.totals.balances.warnings == 1
    assert not Balance.objects.filter(account__external_id=str(checking.id), type="current").exists()


def test_missing_currency_is_the_commonest_of_its_sisters(linked, bank, checking):
    checking.currency = "CHF"
    savings = list(bank.accounts.values())[1]
    savings.currency = None
    sync()
    account = Account.objects.get(external_id=str(savings.id))
    assert (account.currency, account.currency_assumed) == ("CHF", True)


def test_disabled_account_keeps_what_was_known_of_it(linked, checking, sandbox):
    sync()
    checking.disabled = sandbox.clock.now()
    checking.transactions.clear()
    sync()
    account = Account.objects.get(external_id=str(checking.id))
    assert account.status is Account.Status.DISABLED
    assert (account.type, account.iban_tail) == ("checking", checking.iban[-4:])
    assert account.transactions.live().count() == 4
    assert account.balances.get(type="current").amount == Decimal("1310.42")


def test_account_enabled_again_is_read_whole_and_supersedes_its_old_rows(linked, checking, sandbox):
    sync()
    rows = dict(checking.transactions)
    checking.disabled = sandbox.clock.now()
    checking.transactions.clear()
    sync()
    checking.disabled = None
    for row in rows.values():
        row.id += 5000
        checking.transactions[row.id] = row
    sync()
    live = Transaction.objects.live().filter(account__external_id=str(checking.id))
    assert sorted(int(each.external_id) for each in live) == sorted(checking.transactions)


def test_deleted_account_stays_with_its_history(linked, checking, sandbox):
    sync()
    checking.deleted = sandbox.clock.now()
    sync()
    account = Account.objects.get(external_id=str(checking.id))
    assert account.status is Account.Status.DELETED
    assert account.readings.exists()


def test_account_that_vanishes_is_marked_and_counted(linked, bank, checking):
    sync()
    del bank.accounts[checking.id]
    report = sync()
    assert Account.objects.get(external_id=str(checking.id)).status is Account.Status.VANISHED
    assert report.totals.accounts.removed == 1


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


def test_transaction_taken_back_is_soft_deleted(linked, checking, sandbox):
    sync()
    row = next(iter(checking.transactions.values()))
    row.deleted = row.last_update = sandbox.clock.now()
    report = sync()
    assert report.totals.transactions.removed == 1
    assert Transaction.objects.get(external_id=str(row.id)).deleted_at is not None


def test_incremental_read_asks_only_for_what_changed(linked, checking, sandbox):
    sync()
    sandbox_rows = len(checking.transactions)
    for row in checking.transactions.values():
        row.last_update = sandbox.clock.now() - timedelta(days=30)
    next(iter(checking.transactions.values())).last_update = sandbox.clock.now()
    sync()
    assert sync().totals.transactions.seen < sandbox_rows


def test_coming_row_becomes_booked_in_place(linked, checking, sandbox):
    sync()
    row = next(each for each in checking.transactions.values() if each.coming)
    row.coming, row.last_update = False, sandbox.clock.now()
    report = sync()
    assert report.totals.transactions.changed == 1
    assert Transaction.objects.get(external_id=str(row.id)).status == "booked"


def test_transaction_without_amount_is_kept_and_warned_about(linked, checking):
    row = next(iter(checking.transactions.values()))
    row.value = None
    report = sync()
    assert report.totals.transactions.warnings == 1
    assert Transaction.objects.get(external_id=str(row.id)).amount is None


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


def test_one_user_that_fails_does_not_stop_another(linked, bob, bobs, sandbox):
    factories.make_powens_user(bobs, bob, external_id="999", token="unknown")
    report = sync()
    assert report.status is SyncRun.Status.PARTIAL
    assert {each.tenant: each.read for each in report.connections} == {"alices": True, "bobs": False}


def test_powens_that_is_down_loses_nothing(linked, settings):
    sync()
    settings.POWENS_BASE_URL = "http://127.0.0.1:9/2.0"
    report = sync()
    assert report.status is SyncRun.Status.FAILED
    assert report.connections[0].condition.retryable
    assert Transaction.objects.live().count() == 4


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


def test_lock_is_free_again_after_its_block(db):
    with held("a name") as first:
        pass
    with held("a name") as second:
        pass
    assert (first, second) == (True, True)


def test_tally_adds_up():
    total, one = Tally(), Tally()
    one.accounts.seen = 2
    total += one
    total += one
    assert total.accounts.seen == 4


def test_naive_dates_of_powens_are_paris_time(linked, checking):
    checking.last_update = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
    sync()
    assert Account.objects.get(external_id=str(checking.id)).bank_updated_at == datetime(
        2026, 7, 1, 6, 0, tzinfo=UTC
    )
