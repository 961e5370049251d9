"""Accounts that may be one are proposed to staff, merged when they say so, and parted again."""

from __future__ import annotations

from copy import copy
from decimal import Decimal

import pytest
from django.utils import timezone

from openbanking.models import Account, BalanceReading, MergeProposal, Transaction
from openbanking.review.merges import CannotMerge, merge, refuse, undo
from openbanking.sync import Scope, propose_merges, run_sync
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db
Decision = MergeProposal.Decision


@pytest.fixture
def ours(linked, checking):
    sync()
    return Account.objects.get(external_id=str(checking.id))


@pytest.fixture
def twins(ours, bank, checking):
    """Two accounts under new ids where there was one, distinguished by nothing but their numbers."""
    del bank.accounts[checking.id]
    for offset in (5000, 6000):
        twin = copy(checking)
        twin.id, twin.iban, twin.number = checking.id + offset, None, f"N{offset}"
        twin.transactions = {}
        for row in checking.transactions.values():
            moved = copy(row)
            moved.id = row.id + offset
            twin.transactions[moved.id] = moved
        bank.accounts[twin.id] = twin
    sync()
    return [Account.objects.get(external_id=str(checking.id + offset)) for offset in (5000, 6000)]


@pytest.fixture
def proposal(ours, twins):
    return MergeProposal.objects.get(kept=ours, merged_away=twins[0])


def rows(account):
    live = account.transactions.filter(deleted_at__isnull=True)
    return set(live.values_list("external_id", flat=True))


def everything():
    return (
        list(
            Account.objects.order_by("pk").values_list("pk", "external_id", "connection", "vanished_at")
        ),
        list(Transaction.objects.order_by("pk").values_list("pk", "account", "deleted_at")),
        list(BalanceReading.objects.order_by("pk").values_list("pk", "account", "amount")),
    )


def test_what_is_ambiguous_is_proposed_not_guessed(ours, twins):
    ours.refresh_from_db()
    assert ours.status is Account.Status.VANISHED
    proposed = MergeProposal.objects.filter(decision=Decision.WAITING)
    assert {(each.kept, each.merged_away, each.match_reason) for each in proposed} == {
        (ours, twin, MergeProposal.MatchReason.NAME) for twin in twins
    }


def test_merged_account_keeps_its_id_and_is_read_on(ours, twins, proposal, alice):
    merge(proposal, by=alice, now=timezone.now())
    sync()
    ours.refresh_from_db()
    assert (ours.external_id, ours.status) == (twins[0].external_id, Account.Status.ACTIVE)
    twins[0].refresh_from_db()
    assert twins[0].status is Account.Status.VANISHED


def test_merged_rows_are_shown_once(ours, twins, proposal, alice):
    there = rows(twins[0])
    merge(proposal, by=alice, now=timezone.now())
    assert rows(ours) == there
    sync()
    assert rows(ours) == there
    assert not rows(twins[0])


def test_merging_keeps_every_reading(ours, twins, proposal, alice):
    before = set(ours.readings.values_list("pk", flat=True)) | set(
        twins[0].readings.values_list("pk", flat=True)
    )
    merge(proposal, by=alice, now=timezone.now())
    assert set(ours.readings.values_list("pk", flat=True)) == before


def test_merged_account_serves_the_newest_figure(ours, twins, bank, proposal, alice):
    bank.accounts[int(twins[0].external_id)].balance = Decimal("1315.42")
    sync()
    merge(proposal, by=alice, now=timezone.now())
    assert ours.balances.get(type="current").amount == Decimal("1315.42")


def test_second_sync_after_a_merge_changes_nothing(proposal, alice):
    merge(proposal, by=alice, now=timezone.now())
    sync()
    totals = sync().totals
    assert {counts.written for counts in (totals.accounts, totals.balances, totals.transactions)} == {0}


def test_undoing_at_once_restores_everything(proposal, alice):
    before = everything()
    merge(proposal, by=alice, now=timezone.now())
    undo(proposal, by=alice, now=timezone.now())
    assert everything() == before


def test_undoing_after_a_sync_gives_back_what_came_in(ours, twins, bank, proposal, alice, sandbox):
    mine = rows(ours)
    merge(proposal, by=alice, now=timezone.now())
    bought = copy(next(iter(bank.accounts[int(twins[0].external_id)].transactions.values())))
    bought.id, bought.last_update = 99_999, sandbox.clock.now()
    bank.accounts[int(twins[0].external_id)].transactions[bought.id] = bought
    sync()
    assert "99999" in rows(ours)
    undo(proposal, by=alice, now=timezone.now())
    assert rows(ours) == mine
    assert "99999" in rows(twins[0])
    sync()
    assert rows(ours) == mine
    assert len(rows(twins[0])) == len(bank.accounts[int(twins[0].external_id)].transactions)


@pytest.mark.parametrize("decision", [Decision.REFUSED, Decision.UNDONE])
def test_what_staff_decided_is_not_proposed_again(ours, twins, proposal, alice, decision):
    if decision == Decision.REFUSED:
        refuse(proposal, by=alice, now=timezone.now())
    else:
        merge(proposal, by=alice, now=timezone.now())
        undo(proposal, by=alice, now=timezone.now())
    propose_merges(ours.tenant)
    sync()
    proposal.refresh_from_db()
    assert proposal.decision == decision
    waiting = MergeProposal.objects.filter(decision=Decision.WAITING)
    assert [each.merged_away for each in waiting] == [twins[1]]


def test_merging_withdraws_what_it_made_impossible(twins, proposal, alice):
    merge(proposal, by=alice, now=timezone.now())
    sync()
    assert not MergeProposal.objects.filter(decision=Decision.WAITING).exists()


def test_account_that_came_back_is_not_merged(ours, proposal, alice):
    Account.objects.filter(pk=ours.pk).update(vanished_at=None)
    with pytest.raises(CannotMerge, match="came back"):
        merge(proposal, by=alice, now=timezone.now())


def test_nothing_is_merged_while_a_sync_writes(ours, proposal, alice, elsewhere):
    with (
        elsewhere(f"powens-user:{ours.connection.powens_user_id}"),
        pytest.raises(CannotMerge, match="minute"),
    ):
        merge(proposal, by=alice, now=timezone.now())


def test_decision_is_made_once(proposal, alice):
    refuse(proposal, by=alice, now=timezone.now())
    with pytest.raises(CannotMerge, match="refused"):
        merge(proposal, by=alice, now=timezone.now())


def test_merged_account_is_recognised_when_it_comes_back_again(ours, twins, bank, proposal, alice):
    merge(proposal, by=alice, now=timezone.now())
    sync()
    there = bank.accounts.pop(int(twins[0].external_id))
    again = copy(there)
    again.id, again.transactions = there.id + 10_000, {}
    bank.accounts[again.id] = again
    sync()
    ours.refresh_from_db()
    assert ours.external_id == str(again.id)


def test_dry_run_proposes_nothing(ours, bank, checking):
    Account.objects.filter(pk=ours.pk).update(vanished_at=timezone.now(), external_id="gone")
    run_sync(Scope(), dry_run=True)
    assert not MergeProposal.objects.exists()
