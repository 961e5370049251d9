"""Balances: the latest figure, its history, and figures that go missing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from openbanking.models import Account, Balance, BalanceReading, SyncRun
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db


def test_amounts_arrive_with_their_exact_digits(linked, checking):
    checking.balance = Decimal("90071992547409.930000000000000001")
    sync()
    assert Balance.objects.get(account__external_id=str(checking.id), type="current").amount == Decimal(
        "90071992547409.930000000000000001"
    )


def test_new_balance_is_appended_to_history(linked, checking, sandbox):
    sync()
    checking.balance, checking.last_update = Decimal("1299.99"), sandbox.clock.now()
    sync()
    readings = BalanceReading.objects.filter(account__external_id=str(checking.id), type="current")
    assert [each.amount for each in readings] == [Decimal("1299.99"), Decimal("1310.42")]


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
