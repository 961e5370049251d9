"""Movements: read by what changed, never lost, never doubled."""

from __future__ import annotations

from copy import copy
from datetime import timedelta

import pytest

from openbanking.models import (
    Transaction,
)
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db


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


def test_whole_read_soft_deletes_what_powens_no_longer_has(linked, checking, movement):
    sync()
    del checking.transactions[min(checking.transactions)]
    newest = max(checking.transactions)
    del checking.transactions[newest]
    report = sync(full=True)
    assert report.totals.transactions.removed >= 1
    assert Transaction.objects.get(external_id=str(newest)).deleted_at is not None


def test_rows_older_than_a_whole_read_stay(linked, checking):
    sync()
    oldest = min(checking.transactions.values(), key=lambda row: row.ordered)
    del checking.transactions[oldest.id]
    sync(full=True)
    assert Transaction.objects.get(external_id=str(oldest.id)).deleted_at is None


def test_transaction_that_cannot_be_read_is_told_of_and_not_taken_for_gone(linked, movement):
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
