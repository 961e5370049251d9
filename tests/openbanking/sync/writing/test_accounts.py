"""Accounts: disabled, deleted, vanished and back again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from openbanking.health.states import Actor
from openbanking.models import Account, Loan, SyncRun, Transaction
from openbanking.sandbox.world import model as powens
from tests.openbanking.sync.running import Soon, sync

pytestmark = pytest.mark.django_db


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
    assert (account.type, account.iban) == ("checking", checking.iban)
    assert account.transactions.live().count() == 4
    assert account.balances.get(type="current").amount == Decimal("1310.42")


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


def test_naive_dates_of_powens_are_paris_time(linked, checking):
    checking.last_update = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
    sync()
    assert Account.objects.get(external_id=str(checking.id)).bank_updated_at == datetime(
        2026, 7, 1, 6, 0, tzinfo=UTC
    )


@pytest.mark.parametrize("back", [0, 1])
def test_history_older_than_what_came_back_stays_for_good(linked, checking, sandbox, back):
    sync()
    booked = Transaction.objects.live().filter(account__external_id=str(checking.id), status="booked")
    history = sorted(booked.values_list("date", "amount"))
    newest = max((row for row in checking.transactions.values() if not row.coming), key=_ordered)
    checking.disabled = sandbox.clock.now()
    checking.transactions.clear()
    sync()
    checking.disabled = None
    if back:
        newest.id += 5000
        newest.last_update = sandbox.clock.now()
        checking.transactions[newest.id] = newest
    for _ in range(3):
        sync()
        assert sorted(booked.values_list("date", "amount")) == history


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


def test_account_that_cannot_be_read_keeps_what_was_known_of_it(linked, checking):
    sync()
    checking.iban = 5  # Powens breaks its word
    report = sync()
    assert Account.objects.get(external_id=str(checking.id)).status is Account.Status.ACTIVE
    assert report.status is SyncRun.Status.PARTIAL
    assert report.connections[0].condition.who_must_act is Actor.STAFF
    assert report.totals.accounts.warnings == 1


def test_other_accounts_are_read_when_one_cannot_be(linked, bank, checking):
    checking.iban = 5
    sync()
    assert Account.objects.count() == len(bank.accounts) - 1


def test_account_with_a_malformed_date_is_left_out_and_reported(linked, checking, sandbox):
    checking.opening_date = Soon(2026, 1, 1)
    report = sync()
    assert any(str(checking.id) in str(warning) for warning in report.connections[0].warnings)
    assert report.status is SyncRun.Status.PARTIAL


def test_loan_comes_with_its_account(linked, checking):
    checking.loan = powens.Loan(
        type="mortgage",
        total_amount=Decimal(200000),
        rate=Decimal("1.35"),
        duration=240,
        next_payment_amount=Decimal("951.47"),
        next_payment_date=date(2026, 4, 5),
        subscription_date=date(2020, 4, 5),
        maturity_date=date(2040, 4, 5),
        nb_payments_left=169,
        nb_payments_done=71,
    )
    sync()
    loan = Loan.objects.get(account__external_id=str(checking.id))
    assert (loan.rate, loan.next_payment_amount) == (Decimal("1.35"), Decimal("951.47"))


def test_card_hangs_under_the_account_it_is_settled_from(linked, bank, checking):
    card = list(bank.accounts.values())[1]
    card.id_parent = checking.id
    sync()
    assert Account.objects.get(external_id=str(card.id)).parent == Account.objects.get(
        external_id=str(checking.id)
    )


def test_changed_account_is_counted_and_stamped(linked, checking):
    sync()
    before = Account.objects.get(external_id=str(checking.id)).updated_at
    checking.bic = "OTHRFRPPXXX"
    report = sync()
    assert report.totals.accounts.changed == 1
    assert Account.objects.get(external_id=str(checking.id)).updated_at > before


def _ordered(row):
    return row.ordered


def test_type_nobody_knows_is_kept_and_warned_of_at_each_run(linked, checking):
    checking.type = "solar_share"
    for _ in range(2):
        report = sync()
        assert (report.status, report.totals.accounts.warnings) == (SyncRun.Status.OK, 1)
    assert Account.objects.get(external_id=str(checking.id)).type == "solar_share"


def test_type_powens_itself_calls_unknown_is_no_warning(linked, checking):
    checking.type = "unknown"
    assert sync().totals.accounts.warnings == 0
