"""Accounts that come back under new Powens ids while the old ones stay listed, as deleted."""

from __future__ import annotations

import pytest

from openbanking.models import Account, MergeProposal, SyncRun, Transaction
from openbanking.powens import PowensClient
from openbanking.sandbox.world import mutations
from tests.openbanking.sync.matching.conftest import live, state, there
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db
Decision = MergeProposal.Decision
MatchReason = MergeProposal.MatchReason


def test_it_is_known_by_its_iban(ours, recreate):
    again = recreate(name="Renamed", number="other")
    sync()
    ours.refresh_from_db()
    assert (ours.external_id, ours.status) == (str(again.id), Account.Status.ACTIVE)


def test_the_old_one_is_not_taken_for_another(alone, ours, recreate):
    recreate()
    report = sync()
    assert (report.totals.accounts.added, report.totals.accounts.removed) == (0, 0)
    assert report.status is SyncRun.Status.OK
    assert Account.objects.filter(iban_index=ours.iban_index).count() == 1


@pytest.mark.parametrize("rows_stay", [True, False])
def test_each_transaction_is_there_once(ours, checking, recreate, rows_stay):
    again = recreate()
    if not rows_stay:
        checking.transactions.clear()
    for _ in range(2):
        sync()
        assert live(ours) == there(again)
    others = Transaction.objects.live().exclude(account=ours)
    assert not others.filter(account__iban_index=ours.iban_index).exists()


@pytest.mark.parametrize("rows_stay", [True, False])
def test_next_run_changes_nothing(ours, checking, recreate, rows_stay):
    recreate()
    if not rows_stay:
        checking.transactions.clear()
    sync()
    totals = sync().totals
    assert {counts.written for counts in (totals.accounts, totals.balances, totals.transactions)} == {0}


def test_next_run_reads_no_whole_history(ours, recreate, monkeypatch):
    recreate()
    sync()
    asked, list_transactions = [], PowensClient.transactions

    def listened(client, **filters):
        asked.append(filters)
        return list_transactions(client, **filters)

    monkeypatch.setattr(PowensClient, "transactions", listened)
    sync()
    assert [sorted(filters) for filters in asked] == [["since"]]


def test_nothing_changes_when_the_old_one_is_listed_no_more(ours, bank, checking, alone, recreate):
    recreate()
    sync()
    before = state()
    del bank.accounts[checking.id]
    sync()
    assert state() == before


def test_deletion_may_be_seen_a_run_before_the_newcomer(alone, ours, bank, checking, recreate):
    again = recreate()
    del bank.accounts[again.id]
    sync()
    ours.refresh_from_db()
    assert ours.status is Account.Status.DELETED
    bank.accounts[again.id] = again
    assert sync().totals.accounts.added == 0
    ours.refresh_from_db()
    assert (ours.external_id, ours.status) == (str(again.id), Account.Status.ACTIVE)
    assert live(ours) == there(again)


def test_it_can_be_recreated_again_and_again(alone, ours, recreate):
    for _ in range(3):
        again = recreate()
        sync()
        ours.refresh_from_db()
        assert (ours.external_id, Account.objects.live().count()) == (str(again.id), 1)
        assert live(ours) == there(again)


def test_old_one_that_comes_back_is_known_too(alone, ours, checking, recreate):
    again = recreate()
    sync()
    checking.deleted, again.deleted = None, again.last_update
    sync()
    ours.refresh_from_db()
    assert (ours.external_id, ours.status) == (str(checking.id), Account.Status.ACTIVE)
    assert live(ours) == there(checking)


def test_without_an_iban_it_is_proposed_not_guessed(alone, ours, recreate):
    again = recreate(iban=None)
    sync()
    ours.refresh_from_db()
    assert ours.status is Account.Status.DELETED
    proposal = MergeProposal.objects.get()
    assert (proposal.kept, proposal.merged_away.external_id) == (ours, str(again.id))


def test_invalid_iban_is_proposed_not_guessed(linked, alone, checking, recreate):
    checking.iban = "FR7612345678901234567890123"
    sync()
    kept = Account.objects.get()
    recreate(number="other")
    sync()
    kept.refresh_from_db()
    assert kept.status is Account.Status.DELETED
    assert MergeProposal.objects.get().match_reason == MatchReason.NAME


def test_closed_account_is_not_proposed_for_one_that_was_always_there(ours, sandbox, bank, checking):
    other = mutations.open_account(sandbox.state, connection=bank.id, enabled=True)
    bank.accounts[other].name, bank.accounts[other].type = checking.name, checking.type
    Account.objects.all().delete()
    sync()
    mutations.close_account(sandbox.state, account=checking.id)
    sync()
    assert not MergeProposal.objects.exists()
