"""Accounts recreated in steps: listed disabled first, or before the old one is deleted."""

from __future__ import annotations

import pytest
from django.utils import timezone

from openbanking.models import Account, BalanceType, MergeProposal, SyncRun, Transaction
from openbanking.review.merges import merge, refuse, undo
from openbanking.sandbox.world import mutations
from openbanking.sync import Scope, run_sync
from tests.openbanking.sync.matching.conftest import live, state, there
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db
Decision = MergeProposal.Decision
MatchReason = MergeProposal.MatchReason


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
