"""Amounts as wide as a column: from the bank to the answer nothing is rounded, and all adds up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from openbanking.models import Account, Discrepancy, QuarantinedReading, SyncRun
from openbanking.sandbox.api import accounts
from openbanking.sandbox.world import mutations
from tests.amounts import WIDE, amounts
from tests.conftest import exactly
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db

MOST = Decimal("99999999999999999999.999999999999999999")
SMALLEST = Decimal("0.000000000000000001")
# An opening balance and four rows of these fit into a column together.
FIFTHS = amounts(2 * 10**19)


@pytest.fixture
def wide(linked, checking, sandbox):
    """An account that opened with 38 digits, on which every digit moves."""
    checking.transactions.clear()
    mutations.set_balance(sandbox.state, account=checking.id, to=str(WIDE))
    mutations.add_transaction(sandbox.state, account=checking.id, value="-10000000000000000000.1")
    mutations.add_transaction(sandbox.state, account=checking.id, value=str(SMALLEST))
    mutations.add_transaction(sandbox.state, account=checking.id, value=str(SMALLEST), coming=True)
    return checking


def test_fresh_account_adds_up(wide):
    report = sync()
    assert report.status is SyncRun.Status.OK
    assert not Discrepancy.objects.exists()


def test_every_digit_is_served(wide, as_alice):
    sync()
    account = Account.objects.get(external_id=str(wide.id))
    answer = exactly(as_alice.get("openbanking.balances.get", accountId=account.pk))
    served = {each["balanceType"]: each["currentBalance"] for each in answer["balances"]}
    assert served["current"] == Decimal("2345678901234567890.023456789012345679")
    assert served["expected"] == Decimal("2345678901234567803.123456789012345680")


def test_second_sync_changes_nothing(wide):
    sync()
    again = sync(full=True).totals
    written = [counts.written for counts in (again.accounts, again.balances, again.transactions)]
    assert written == [0, 0, 0]


def test_ledger_sees_the_last_digit_move(wide):
    sync()
    wide.balance = Decimal("2345678901234567890.023456789012345678")
    sync()
    assert Discrepancy.objects.get().amount == SMALLEST.copy_negate()


@pytest.mark.parametrize(
    ("to", "quarantined"),
    [
        ("23456789012345678900.234567890123456790", True),
        ("23456789012345678900.234567890123456789", False),
    ],
)
def test_tenfold_is_told_from_less_by_the_last_digit(wide, to, quarantined):
    sync()
    wide.balance = Decimal(to)
    sync()
    assert QuarantinedReading.objects.filter(reason="magnitude").exists() is quarantined


@pytest.fixture
def open_account(linked, bank, sandbox):
    """Let the bank open an account on which some rows are booked; returns its id at Powens."""

    def open_account(opening: Decimal, rows: list[Decimal]) -> int:
        opened = mutations.open_account(sandbox.state, connection=bank.id, enabled=True)
        mutations.set_balance(sandbox.state, account=opened, to=str(opening))
        for value in rows:
            mutations.add_transaction(sandbox.state, account=opened, value=str(value))
        return opened

    return open_account


# Without shrinking: every example leaves an account behind, and each sync reads all of them.
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.generate],
    max_examples=15,
    deadline=None,
)
@given(opening=FIFTHS, rows=st.lists(FIFTHS, min_size=1, max_size=4))
def test_any_fresh_account_adds_up(open_account, opening, rows):
    opened = open_account(opening, rows)
    assert sync().status is SyncRun.Status.OK
    assert not Discrepancy.objects.exists()
    account = Account.objects.get(external_id=str(opened))
    assert account.opening_balance == opening
    balance = account.balances.get(type="current").amount
    assert Fraction(balance) == sum(map(Fraction, rows), Fraction(opening))


class TestSumNoColumnHolds:
    """Two amounts that fit may make one that does not: it is left out, and all else is written."""

    @pytest.fixture
    def most(self, linked, bank, sandbox):
        """The bank's accounts, each with the largest balance there can be."""
        for each in bank.accounts.values():
            each.transactions.clear()
            each.balance, each.coming = MOST, None
        return list(bank.accounts.values())

    def test_account_has_no_expected_balance(self, most):
        most[0].coming = MOST
        assert sync().status is SyncRun.Status.OK
        account = Account.objects.get(external_id=str(most[0].id))
        assert [each.type for each in account.balances.all()] == ["current"]

    def test_account_keeps_no_ledger(self, most, sandbox):
        mutations.add_transaction(sandbox.state, account=most[0].id, value="-1")
        most[0].balance = MOST
        assert sync().status is SyncRun.Status.OK
        account = Account.objects.get(external_id=str(most[0].id))
        assert (account.opening_balance, account.transactions.count()) == (None, 1)

    def test_ledger_that_moved_by_it_is_left_as_it_was(self, most, settings):
        settings.PLAUSIBILITY_FACTOR = Decimal(0)
        sync()
        most[0].balance = MOST.copy_negate()
        assert sync().status is SyncRun.Status.OK
        assert not Discrepancy.objects.exists()

    def test_total_that_differs_by_it_makes_the_run_partial(self, most, monkeypatch):
        monkeypatch.setattr(accounts, "_sums", lambda found, name: {"EUR": Decimal(5)})
        assert sync().status is SyncRun.Status.PARTIAL
        assert not Discrepancy.objects.exists()
