"""Why net worth changed: every amount under one heading, and nothing is left over."""

from __future__ import annotations

import pytest

from openbanking.models import Account, ManualAccount, Nature, Transaction
from tests import factories
from tests.openbanking.networth.happening import DAY, FIRST, NOON, book, hold, read


def test_what_crosses_the_border_of_cash_is_external(checking, parts):
    hold(checking, "100", "57.83")
    book(checking, "-42.17")
    assert parts() == {"opening": "100", "closing": "57.83", "external_flows": "-42.17"}


def test_days_are_from_the_end_of_one_to_the_end_of_the_other(checking, parts):
    hold(checking, "100", "106")
    for day, amount in ((0, "1"), (1, "2"), (5, "4"), (6, "8")):
        book(checking, amount, day=day)
    assert parts()["external_flows"] == "6"


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "pending"},
        {"status": "cancelled"},
        {"deleted_at": NOON},
        {"left_out": True},
        {"amount": None},
    ],
    ids=str,
)
def test_transaction_that_is_not_shown_or_not_booked_explains_nothing(checking, parts, columns):
    hold(checking, "100", "90")
    Transaction.objects.filter(pk=book(checking, "-10").pk).update(**columns)
    assert parts() == {"opening": "100", "closing": "90", "unexplained": "-10"}


def test_purchase_of_securities_is_no_loss(market, parts):
    hold(market, "1000", "989")
    book(market, "-602", type="market_order")
    assert parts() == {"opening": "1000", "closing": "989", "market_movement": "-11"}


def test_income_and_fees_are_apart_from_the_market(market, parts):
    hold(market, "1000", "1500")
    book(market, "22.40", type="profit")
    book(market, "-4.95", type="market_fee")
    book(market, "300", type="deposit")
    assert parts() == {
        "opening": "1000",
        "closing": "1500",
        "external_flows": "300",
        "income": "22.4",
        "fees": "-4.95",
        "market_movement": "182.55",
    }


def test_ruling_of_a_person_decides(market, parts):
    hold(market, "1000", "1100")
    book(market, "100", type="deposit", own_nature=Nature.INCOME)
    assert parts()["income"] == "100"


class TestAppearedAndGone:
    def test_account_without_a_figure_before_appeared_with_all_of_it(self, savings, parts):
        hold(savings, None, "500")
        book(savings, "500")
        assert parts() == {"closing": "500", "appeared": "500"}

    def test_account_that_vanished_is_gone_with_all_of_it(self, savings, parts):
        hold(savings, "500", "600")
        book(savings, "100")
        Account.objects.update(vanished_at=NOON + 3 * DAY)
        assert parts() == {"opening": "500", "gone": "-500"}

    def test_account_that_changed_its_currency_is_gone_in_one_and_appeared_in_the_other(
        self, checking, parts
    ):
        read(checking, "5", currency="USD")
        read(checking, "5", at=NOON + 5 * DAY)
        assert parts() == {"closing": "5", "appeared": "5"}
        assert parts(currency="USD") == {"opening": "5", "gone": "-5"}

    def test_twin_that_takes_over_goes_on(self, checking, twin, parts):
        read(checking, "100")
        other = twin(checking, bank_updated_at=NOON + 5 * DAY)
        read(other, "130", at=NOON + 5 * DAY)
        book(checking, "10", day=1)
        for day, amount in ((1, "10"), (4, "20")):
            book(other, amount, day=day)
        assert parts() == {"opening": "100", "closing": "130", "external_flows": "30"}

    def test_twin_beside_it_lists_nothing_that_counts(self, checking, twin, parts):
        hold(checking, "100", "110")
        book(checking, "10")
        book(twin(checking, bank_updated_at=NOON - DAY), "10")
        assert parts() == {"opening": "100", "closing": "110", "external_flows": "10"}


class TestCorrections:
    def test_figure_that_was_read_again_is_a_correction(self, checking, parts):
        read(checking, "100")
        read(checking, "90", learned=NOON + 2 * DAY)
        read(checking, "95", at=NOON + 5 * DAY)
        book(checking, "5", day=3)
        assert parts() == {
            "opening": "100",
            "closing": "95",
            "corrections": "-10",
            "external_flows": "5",
        }

    def test_late_reading_of_another_time_is_none(self, checking, parts):
        read(checking, "100", at=NOON - DAY)
        read(checking, "90", learned=NOON + 2 * DAY)
        assert parts() == {"opening": "90", "closing": "90"}

    def test_correction_of_the_currency_moves_it_over(self, checking, parts):
        read(checking, "100", currency="USD")
        read(checking, "90", learned=NOON + DAY)
        assert parts() == {"closing": "90", "corrections": "90"}
        assert parts(currency="USD") == {"opening": "100", "corrections": "-100"}

    def test_account_that_is_gone_takes_its_correction_along(self, checking, parts):
        read(checking, "100")
        read(checking, "90", learned=NOON + DAY)
        Account.objects.update(disabled_at=NOON + 3 * DAY)
        assert parts() == {"opening": "100", "corrections": "-10", "gone": "-90"}


class TestManualAccounts:
    @pytest.fixture
    def house(self, alices):
        return factories.make_manual_account(alices, created_at=NOON)

    def test_value_that_was_found_anew_is_the_market(self, house, parts):
        factories.make_valuation(house, "250000")
        factories.make_valuation(house, "251000", valued_on=FIRST + 3 * DAY)
        assert parts() == {"opening": "250000", "closing": "251000", "market_movement": "1000"}

    def test_value_of_the_same_day_that_was_superseded_is_a_correction(self, house, parts):
        first = factories.make_valuation(house, "250000")
        factories.make_valuation(house, "240000", supersedes=first, recorded_at=NOON + 3 * DAY)
        assert parts() == {"opening": "250000", "closing": "240000", "corrections": "-10000"}

    def test_house_appears_with_its_first_value(self, house, parts):
        factories.make_valuation(house, "250000", valued_on=FIRST + 3 * DAY)
        assert parts() == {"closing": "250000", "appeared": "250000"}

    def test_one_that_a_connected_account_continues_counts_through_that(self, house, checking, parts):
        ManualAccount.objects.update(continued_by=checking)
        factories.make_valuation(house, "5")
        hold(checking, "1", "2")
        assert parts() == {"opening": "1", "closing": "2", "unexplained": "1"}

    def test_debt_that_is_kept_by_hand_is_paid_back_like_one_at_a_bank(self, alices, checking, parts):
        debt = factories.make_manual_account(alices, kind="loans", created_at=NOON)
        factories.make_valuation(debt, "-1000")
        factories.make_valuation(debt, "-920", valued_on=FIRST + 3 * DAY)
        hold(checking, "500", "400")
        book(checking, "-100", type="loan_repayment")
        assert parts() == {"opening": "-500", "closing": "-520", "fees": "-20"}


class TestImportedStatements:
    @pytest.fixture
    def abroad(self, alices):
        """An account that no connector reads, worth 100 two days before the first one."""
        account = factories.make_manual_account(alices, kind="cash", created_at=NOON - 9 * DAY)
        factories.make_valuation(account, "100", valued_on=FIRST - 2 * DAY)
        return account

    @staticmethod
    def list_(account, amount, *, day, **columns):
        brought_by = account.statement_imports.first() or factories.make_statement_import(account)
        factories.make_entry(brought_by, amount, booked_on=FIRST + day * DAY, **columns)

    def test_row_explains_what_a_value_does_not(self, abroad, parts):
        factories.make_valuation(abroad, "85", valued_on=FIRST + 4 * DAY)
        self.list_(abroad, "-20", day=3)
        self.list_(abroad, "5", day=3, wording="PARTICIPATION AUX BENEFICES")
        assert parts() == {"opening": "100", "closing": "85", "external_flows": "-20", "income": "5"}

    @pytest.mark.parametrize(("day", "counts"), [(-2, False), (-1, True), (4, True), (5, False)])
    def test_rows_between_the_days_of_the_two_values_count(self, abroad, parts, day, counts):
        factories.make_valuation(abroad, "80", valued_on=FIRST + 4 * DAY)
        self.list_(abroad, "-20", day=day)
        heading = "external_flows" if counts else "unexplained"
        assert parts() == {"opening": "100", "closing": "80", heading: "-20"}

    def test_rows_since_the_last_value_move_nothing(self, abroad, parts):
        self.list_(abroad, "-20", day=3)
        assert parts() == {"opening": "100", "closing": "100"}

    @pytest.mark.parametrize("day", [-1, 3])
    def test_row_may_be_one_side_of_a_transfer(self, abroad, checking, parts, day):
        factories.make_valuation(abroad, "80", valued_on=FIRST + 4 * DAY)
        self.list_(abroad, "-20", day=day)
        hold(checking, "500", "520" if day > 0 else "500")
        book(checking, "20", day=day)
        moved = {"transfers": "-20"} if day < 0 else {}
        assert parts() == {"opening": "600", "closing": "600" if day > 0 else "580", **moved}
