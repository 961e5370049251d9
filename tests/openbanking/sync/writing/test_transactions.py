"""Movements: read by what changed, never lost, never doubled."""

from __future__ import annotations

from copy import copy
from datetime import timedelta

import pytest
from django.utils import timezone

from openbanking.models import Account, Transaction
from openbanking.sandbox import Request
from openbanking.sandbox.world import mutations
from tests.openbanking.sync.running import sync, sync_when_due

pytestmark = pytest.mark.django_db


def test_transaction_taken_back_is_soft_deleted(linked, checking, sandbox):
    sync()
    row = next(iter(checking.transactions.values()))
    row.deleted = row.last_update = sandbox.clock.now()
    report = sync()
    assert report.totals.transactions.removed == 1
    assert Transaction.objects.get(external_id=str(row.id)).deleted_at is not None


@pytest.fixture
def long_history(linked, checking, movement, sandbox):
    """More rows than fit on a page, all of them old news; read once."""
    for number in range(1200):
        row = copy(movement)
        row.id = 800_000 + number
        row.posted = row.ordered = movement.posted - timedelta(days=number)
        checking.transactions[row.id] = row
    for row in checking.transactions.values():
        row.last_update = sandbox.clock.now() - timedelta(days=30)
    movement.last_update = sandbox.clock.now() - timedelta(days=1)
    sync()
    return checking


def test_long_history_is_read_by_what_changed_and_its_newest_page(long_history, sandbox):
    requests: list[Request] = []
    sandbox.fault = requests.append
    long_history.transactions[800_001].last_update = sandbox.clock.now()
    report = sync_when_due()
    queries = [each.query for each in requests if each.path.endswith("/transactions")]
    assert ["last_update" in each for each in queries] == [True, False]
    assert report.totals.transactions.seen < len(long_history.transactions)


def test_short_history_is_read_whole_once_a_day(linked, checking, sandbox):
    sync()
    requests: list[Request] = []
    sandbox.fault = requests.append
    assert sync_when_due().totals.transactions.seen == len(checking.transactions)
    assert len([each for each in requests if each.path.endswith("/transactions")]) == 2


def test_row_that_went_away_without_a_trace_is_missed_and_looked_for(long_history):
    gone = long_history.transactions.pop(800_005)
    report = sync_when_due()
    assert report.totals.transactions.removed == 1
    assert Transaction.objects.get(external_id=str(gone.id)).deleted_at is not None


def test_row_that_a_read_lost_unseen_is_found_on_the_newest_page(long_history):
    lost = Transaction.objects.get(external_id="800005")
    lost.delete()
    report = sync_when_due()
    assert report.totals.transactions.added == 1
    assert Transaction.objects.filter(external_id="800005").exists()


def test_everything_is_read_anew_once_a_week(long_history, movement):
    gone = long_history.transactions.pop(800_000 + 1100)
    sync()
    assert Transaction.objects.get(external_id=str(gone.id)).deleted_at is None
    Account.objects.update(history_read_at=timezone.now() - timedelta(days=7))
    sync()
    assert Transaction.objects.get(external_id=str(gone.id)).deleted_at is not None


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


def test_whole_read_soft_deletes_what_powens_no_longer_has(linked, checking, movement):
    sync()
    del checking.transactions[min(checking.transactions)]
    newest = max(checking.transactions)
    del checking.transactions[newest]
    report = sync(full=True)
    assert report.totals.transactions.removed >= 1
    assert Transaction.objects.get(external_id=str(newest)).deleted_at is not None


def test_rows_old_enough_to_have_been_pruned_stay(linked, checking, movement):
    movement.posted = movement.ordered = movement.posted - timedelta(days=400)
    sync()
    del checking.transactions[movement.id]
    sync(full=True)
    assert Transaction.objects.get(external_id=str(movement.id)).deleted_at is None


def test_announced_row_that_is_announced_no_more_goes_however_old(linked, checking, movement):
    movement.posted = movement.ordered = movement.posted - timedelta(days=400)
    movement.coming = True
    sync()
    del checking.transactions[movement.id]
    sync(full=True)
    assert Transaction.objects.get(external_id=str(movement.id)).deleted_at is not None


def test_last_row_of_an_account_can_go(linked, checking):
    sync()
    checking.transactions.clear()
    sync()
    assert not Transaction.objects.live().exists()


def test_history_of_an_account_enabled_again_stays(linked, checking):
    sync()
    kept = Transaction.objects.live().filter(status="booked").count()
    rows, checking.transactions = checking.transactions, {}
    checking.disabled = checking.last_update
    sync()
    checking.disabled = None
    sync()
    assert Transaction.objects.live().count() == kept
    checking.transactions = rows
    sync()
    assert Transaction.objects.live().count() == len(rows)


@pytest.mark.parametrize("trace", [True, False])
def test_coming_row_is_booked_under_a_new_id(linked, checking, sandbox, trace):
    sync()
    row = next(each for each in checking.transactions.values() if each.coming)
    booked = mutations.book(sandbox.state, transaction=row.id, new_id=True, trace=trace)
    sync()
    live = {each.external_id: each.status for each in Transaction.objects.live()}
    assert live[str(booked)] == "booked"
    assert str(row.id) not in live


def test_transaction_that_cannot_be_read_is_reported_and_not_taken_for_gone(linked, movement):
    sync()
    movement.type = 5  # Powens breaks its word
    report = sync(full=True)
    assert report.totals.transactions.warnings == 1
    assert Transaction.objects.get(external_id=str(movement.id)).deleted_at is None


def test_edited_wording_does_not_touch_the_banks_own(linked, movement, sandbox):
    sync()
    before = Transaction.objects.get(external_id=str(movement.id)).original_wording
    movement.category, movement.last_update = ("food", "living"), sandbox.clock.now()
    sync()
    after = Transaction.objects.get(external_id=str(movement.id))
    assert (after.original_wording, after.category, after.parent_category) == (
        before,
        "food",
        "living",
    )


def test_late_row_of_an_old_day_is_found(linked, checking, movement, sandbox):
    sync()
    late = copy(movement)
    late.id, late.last_update = 999_999, sandbox.clock.now()
    late.posted = late.ordered = movement.posted - timedelta(days=90)
    checking.transactions[late.id] = late
    assert sync().totals.transactions.added == 1


def test_row_that_changed_within_the_overlap_is_not_missed(linked, movement, sandbox):
    sync()
    movement.wording, movement.last_update = "LATE NEWS", sandbox.clock.now() - timedelta(hours=2)
    assert sync().totals.transactions.changed == 1


def test_history_of_thousands_is_read_page_by_page(linked, checking, movement):
    for number in range(2500):
        row = copy(movement)
        row.id = 800_000 + number
        checking.transactions[row.id] = row
    sync()
    assert Transaction.objects.filter(account__external_id=str(checking.id)).count() == 2504
