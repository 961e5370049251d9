"""Accounts that come back under new Powens ids: history stays with ours, and nothing is guessed."""

from __future__ import annotations

from copy import copy, deepcopy

import pytest

from openbanking.models import Account, MergeProposal, SyncRun, Transaction
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours(linked, checking):
    """Our account, as it was before its bank was repaired."""
    sync()
    return Account.objects.get(external_id=str(checking.id))


def recreate(bank, account, **changed):
    """List an account anew, under another id and with other ids for its rows."""
    del bank.accounts[account.id]
    again = copy(account)
    again.id = account.id + 5000
    for name, value in changed.items():
        setattr(again, name, value)
    again.transactions = {}
    for row in account.transactions.values():
        moved = copy(row)
        moved.id = row.id + 5000
        again.transactions[moved.id] = moved
    bank.accounts[again.id] = again
    return again


def test_account_is_known_by_its_iban(ours, bank, checking):
    again = recreate(bank, checking, name="Renamed", number="other")
    report = sync()
    ours.refresh_from_db()
    assert (ours.external_id, ours.status) == (str(again.id), Account.Status.ACTIVE)
    assert (report.totals.accounts.added, report.totals.accounts.removed) == (0, 0)
    assert report.status is SyncRun.Status.OK


def test_account_is_known_by_its_iban_whatever_it_is_found_by(ours, bank, checking):
    Account.objects.update(matching_iban=b"under another index key")
    again = recreate(bank, checking, name="Renamed", number="other")
    sync()
    ours.refresh_from_db()
    assert ours.external_id == str(again.id)


def test_account_is_known_by_its_name_else(ours, bank, checking):
    again = recreate(bank, checking, iban=None, number="other")
    sync()
    ours.refresh_from_db()
    assert ours.external_id == str(again.id)


def test_account_is_known_by_type_and_number_else(ours, bank, checking):
    again = recreate(bank, checking, iban=None, name="Renamed")
    sync()
    ours.refresh_from_db()
    assert ours.external_id == str(again.id)


def test_account_that_comes_back_disabled_is_known_by_its_name(ours, bank, checking, sandbox):
    recreate(bank, checking, disabled=sandbox.clock.now())
    sync()
    ours.refresh_from_db()
    assert ours.status is Account.Status.DISABLED
    assert ours.balances.exists()


def test_rows_under_new_ids_take_the_place_of_the_old(ours, bank, checking):
    again = recreate(bank, checking)
    sync()
    live = Transaction.objects.live().filter(account=ours)
    assert sorted(int(each.external_id) for each in live) == sorted(again.transactions)


def test_balances_and_their_history_stay(ours, bank, checking):
    before = list(ours.readings.values_list("pk", flat=True))
    recreate(bank, checking)
    sync()
    assert set(before) <= set(ours.readings.values_list("pk", flat=True))


def test_another_iban_is_another_account(ours, bank, checking):
    recreate(bank, checking, iban="FR1420041010050500013M02606", number=None)
    report = sync()
    ours.refresh_from_db()
    assert ours.status is Account.Status.VANISHED
    assert report.totals.accounts.added == 1


def test_another_currency_is_another_account(ours, bank, checking):
    recreate(bank, checking, iban=None, currency="CHF")
    assert sync().totals.accounts.added == 1


def test_two_candidates_are_not_guessed_between(ours, bank, checking):
    again = recreate(bank, checking, iban=None, number=None)
    twin = deepcopy(again)
    twin.id += 1
    twin.transactions = {}
    bank.accounts[twin.id] = twin
    report = sync()
    ours.refresh_from_db()
    assert ours.status is Account.Status.VANISHED
    assert report.totals.accounts.added == 2


def test_account_of_a_bank_that_was_linked_again_is_known_by_its_iban(ours, bank, checking, sandbox):
    again = copy(bank)
    again.id, again.accounts = bank.id + 1000, {}
    again.accounts[checking.id + 5000] = moved = copy(checking)
    moved.id = checking.id + 5000
    connections = sandbox.state.users[7].connections
    connections.clear()
    connections[again.id] = again
    sync()
    ours.refresh_from_db()
    assert (ours.external_id, ours.connection.external_id) == (str(moved.id), str(again.id))
    assert ours.status is Account.Status.ACTIVE


def test_account_that_comes_back_disabled_under_another_name_is_known_once_enabled(
    ours, bank, checking, sandbox
):
    again = recreate(bank, checking, disabled=sandbox.clock.now(), name="Renamed", number="other")
    sync()
    ours.refresh_from_db()
    assert ours.status is Account.Status.VANISHED
    again.disabled = None
    for _ in range(2):
        report = sync()
        ours.refresh_from_db()
        assert (ours.external_id, ours.status) == (str(again.id), Account.Status.ACTIVE)
        assert report.status is SyncRun.Status.OK
    live = Transaction.objects.live()
    assert sorted(int(each.external_id) for each in live.filter(account=ours)) == sorted(
        again.transactions
    )


def test_account_of_a_bank_linked_again_and_enabled_later_is_known_by_its_iban(
    ours, bank, checking, sandbox
):
    again = copy(bank)
    again.id, again.accounts = bank.id + 1000, {}
    again.accounts[checking.id + 5000] = moved = copy(checking)
    moved.id, moved.disabled = checking.id + 5000, sandbox.clock.now()
    connections = sandbox.state.users[7].connections
    connections.clear()
    connections[again.id] = again
    sync()
    moved.disabled = None
    for _ in range(2):
        assert sync().totals.accounts.added == 0
        ours.refresh_from_db()
        assert (ours.external_id, ours.connection.external_id) == (str(moved.id), str(again.id))
        assert ours.status is Account.Status.ACTIVE
        assert Account.objects.live().get() == ours


INVALID = "FR7630006000011234567890180"


def test_invalid_iban_recognises_nothing(linked, bank, checking):
    checking.iban = INVALID
    sync()
    recreate(bank, checking, name="Renamed", number="other")
    report = sync()
    assert (report.totals.accounts.added, report.totals.accounts.removed) == (1, 1)
    assert not MergeProposal.objects.exists()


def test_invalid_iban_does_not_speak_against_the_name(linked, bank, checking):
    checking.iban = INVALID
    sync()
    again = recreate(bank, checking, iban="FR7630006000011234567890189")
    assert sync().totals.accounts.added == 0
    assert Account.objects.filter(external_id=str(again.id), readings__isnull=False).exists()


def test_invalid_iban_is_kept_and_shown(linked, checking, as_alice):
    checking.iban = INVALID
    sync()
    shown = [each.get("iban") for each in as_alice.get("openbanking.accounts.list").json()["accounts"]]
    assert INVALID in shown


def test_two_accounts_with_one_invalid_iban_stay_two(linked, bank, checking):
    other = list(bank.accounts.values())[1]
    checking.iban = other.iban = INVALID
    for _ in range(2):
        sync()
        assert Account.objects.live().count() == 2
    assert not MergeProposal.objects.exists()


def test_second_run_after_it_changes_nothing(ours, bank, checking):
    recreate(bank, checking)
    sync()
    totals = sync().totals
    for counts in (totals.accounts, totals.balances, totals.transactions):
        assert (counts.added, counts.changed, counts.removed) == (0, 0, 0)
