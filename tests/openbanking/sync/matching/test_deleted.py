"""Accounts that come back under new Powens ids while the old ones stay listed, as deleted."""

from __future__ import annotations

import pytest
from django.utils import timezone

from openbanking.models import Account, BalanceType, MergeProposal, SyncRun, Transaction
from openbanking.powens import PowensClient
from openbanking.review.merges import merge, refuse, undo
from openbanking.sandbox import mutations
from openbanking.sync import Scope, run_sync
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db
Decision = MergeProposal.Decision
MatchReason = MergeProposal.MatchReason


@pytest.fixture
def ours(linked, checking):
    """Our account, as it was before its bank was repaired."""
    sync()
    return Account.objects.get(external_id=str(checking.id))


@pytest.fixture
def alone(bank, checking):
    """The bank with nothing but the account that has an IBAN."""
    bank.accounts = {checking.id: checking}


@pytest.fixture
def recreate(sandbox, bank, checking):
    """List the accounts anew beside the old ones; returns what becomes of the one with an IBAN."""

    def again(*, disabled=False, old="deleted", **changed):
        before = set(bank.accounts)
        mutations.recreate(sandbox.state, connection=bank.id, disabled=disabled, trace=True)
        if old == "alive":
            for known in before:
                bank.accounts[known].deleted = None
        (found,) = [
            each
            for key, each in bank.accounts.items()
            if key not in before and each.iban == checking.iban
        ]
        for name, value in changed.items():
            setattr(found, name, value)
        return found

    return again


@pytest.fixture
def enable(sandbox):
    """Enable an account at Powens, which then has rows of its own."""

    def enabled(account):
        mutations.enable(sandbox.state, account=account.id)
        for value in ("-12.00", "40.00"):
            mutations.add_transaction(sandbox.state, account=account.id, value=value)
        return account

    return enabled


def live(account):
    rows = Transaction.objects.live().filter(account=account)
    return sorted(rows.values_list("external_id", flat=True))


def there(account):
    return sorted(str(each) for each in account.transactions)


def state():
    return (
        list(
            Account.objects.order_by("pk").values_list("pk", "external_id", "deleted_at", "updated_at")
        ),
        list(Transaction.objects.order_by("pk").values_list("pk", "account", "deleted_at")),
    )


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
    assert Account.objects.filter(iban=ours.iban).count() == 1


@pytest.mark.parametrize("rows_stay", [True, False])
def test_each_transaction_is_there_once(ours, checking, recreate, rows_stay):
    again = recreate()
    if not rows_stay:
        checking.transactions.clear()
    for _ in range(2):
        sync()
        assert live(ours) == there(again)
    assert not Transaction.objects.live().exclude(account=ours).filter(account__iban=ours.iban).exists()


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
    assert [sorted(filters) for filters in asked] == [["since"], []]


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


class TestListedDisabledFirst:
    @pytest.fixture
    def waiting(self, alone, ours, recreate):
        """The account as it comes back: disabled, so that hardly more than a name is given."""
        again = recreate(disabled=True)
        sync()
        return again

    def test_it_is_proposed_by_its_name_meanwhile(self, ours, waiting):
        proposal = MergeProposal.objects.get()
        assert (proposal.kept, proposal.match_reason) == (ours, MatchReason.NAME)
        assert proposal.merged_away.external_id == str(waiting.id)

    def test_it_is_known_by_its_iban_once_it_is_enabled(self, ours, waiting, enable):
        again = enable(waiting)
        report = sync()
        ours.refresh_from_db()
        assert (ours.external_id, ours.status) == (str(again.id), Account.Status.ACTIVE)
        assert ours.balances.get(type=BalanceType.CURRENT).amount == again.balance
        assert set(there(again)) <= set(live(ours))
        assert report.status is SyncRun.Status.OK

    def test_the_record_it_had_meanwhile_counts_no_more(self, ours, waiting, enable):
        enable(waiting)
        sync()
        assert list(Account.objects.live()) == [ours]
        assert not Transaction.objects.live().exclude(account=ours).exists()

    def test_next_run_changes_nothing(self, waiting, enable):
        enable(waiting)
        sync()
        totals = sync().totals
        assert {each.written for each in (totals.accounts, totals.balances, totals.transactions)} == {0}

    def test_it_is_recorded_as_a_merge_of_nobody(self, ours, waiting, enable):
        enable(waiting)
        sync()
        proposal = MergeProposal.objects.get()
        assert (proposal.decision, proposal.decided_by) == (Decision.MERGED, None)
        assert (proposal.kept, proposal.match_reason) == (ours, MatchReason.IBAN)

    def test_staff_can_undo_it(self, ours, waiting, enable, alice):
        old = live(ours)
        again = enable(waiting)
        sync()
        undo(MergeProposal.objects.get(), by=alice, now=timezone.now())
        for _ in range(2):
            sync()
            ours.refresh_from_db()
            other = Account.objects.get(external_id=str(again.id))
            assert (ours.status, other.status) == (Account.Status.DELETED, Account.Status.ACTIVE)
            assert (live(ours), live(other)) == (old, there(again))
        assert MergeProposal.objects.get().decision == Decision.UNDONE

    def test_what_staff_refused_is_not_done(self, ours, waiting, enable, alice):
        refuse(MergeProposal.objects.get(), by=alice, now=timezone.now())
        again = enable(waiting)
        sync()
        ours.refresh_from_db()
        assert ours.status is Account.Status.DELETED
        assert Account.objects.get(external_id=str(again.id)).status is Account.Status.ACTIVE

    def test_staff_can_merge_it_before_it_is_enabled(self, ours, waiting, enable, alice):
        merge(MergeProposal.objects.get(), by=alice, now=timezone.now())
        sync()
        again = enable(waiting)
        sync()
        ours.refresh_from_db()
        assert (ours.external_id, ours.status) == (str(again.id), Account.Status.ACTIVE)
        assert list(Account.objects.live()) == [ours]

    def test_dry_run_moves_nothing(self, ours, waiting, enable):
        enable(waiting)
        before = state()
        run_sync(Scope(), dry_run=True)
        assert state() == before
        assert MergeProposal.objects.get().decision == Decision.WAITING


class TestNewcomerFirst:
    def test_disabled_one_is_known_by_its_iban_once_enabled(
        self, alone, ours, checking, recreate, enable, sandbox
    ):
        again = recreate(disabled=True, old="alive")
        sync()
        mutations.close_account(sandbox.state, account=checking.id)
        sync()
        enable(again)
        sync()
        ours.refresh_from_db()
        assert (ours.external_id, ours.status) == (str(again.id), Account.Status.ACTIVE)
        assert list(Account.objects.live()) == [ours]

    @pytest.fixture
    def proposal(self, alone, ours, checking, recreate, sandbox):
        """The newcomer was read beside the old one, which was deleted after that."""
        recreate(old="alive")
        sync()
        assert not MergeProposal.objects.exists()
        mutations.close_account(sandbox.state, account=checking.id)
        sync()
        return MergeProposal.objects.get()

    def test_one_that_was_read_is_proposed(self, ours, proposal):
        assert (proposal.kept, proposal.match_reason) == (ours, MatchReason.IBAN)
        assert proposal.decision == Decision.WAITING

    def test_merging_keeps_our_id_and_each_transaction_once(self, ours, proposal, bank, alice):
        again = bank.accounts[int(proposal.merged_away.external_id)]
        merge(proposal, by=alice, now=timezone.now())
        for _ in range(2):
            sync()
            ours.refresh_from_db()
            assert (ours.external_id, ours.status) == (str(again.id), Account.Status.ACTIVE)
            assert live(ours) == there(again)
            assert not Transaction.objects.live().exclude(account=ours).exists()

    def test_run_after_a_merge_changes_nothing(self, proposal, alice):
        merge(proposal, by=alice, now=timezone.now())
        sync()
        totals = sync().totals
        assert {each.written for each in (totals.accounts, totals.balances, totals.transactions)} == {0}

    def test_undoing_the_merge_restores_both(self, proposal, alice):
        def places():
            accounts, transactions = state()
            return [each[:3] for each in accounts], transactions

        before = places()
        merge(proposal, by=alice, now=timezone.now())
        undo(proposal, by=alice, now=timezone.now())
        assert places() == before
        sync()
        assert places() == before
