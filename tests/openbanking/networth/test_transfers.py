"""Money that stays in the family: transfers between its accounts, and debts that are paid back."""

from __future__ import annotations

import pytest

from tests import factories
from tests.openbanking.networth.happening import book, hold


class TestTransfers:
    def test_transfer_between_own_accounts_cancels(self, checking, savings, parts):
        hold(checking, "100", "60")
        hold(savings, "10", "50")
        book(checking, "-40", day=1)
        book(savings, "40", day=3)
        assert parts() == {"opening": "110", "closing": "110"}

    def test_leg_outside_leaves_the_other_one(self, checking, savings, parts):
        hold(checking, "100", "60")
        hold(savings, "10", "10")
        book(checking, "-40", day=4)
        book(savings, "40", day=8)
        assert parts() == {"opening": "110", "closing": "70", "transfers": "-40"}

    @pytest.mark.parametrize(
        ("amount", "columns", "external"),
        [("40", {"day": 7}, "-40"), ("40.01", {}, "0.01"), ("40", {"type": "profit"}, "-40")],
    )
    def test_what_does_not_match_is_external(self, checking, savings, parts, amount, columns, external):
        hold(checking, "100", "60")
        hold(savings, "10", "50")
        book(checking, "-40", day=1)
        book(savings, amount, **columns)
        assert parts()["external_flows"] == external
        assert "transfers" not in parts()

    def test_amount_in_another_currency_is_no_transfer(self, checking, connection, parts):
        dollars = factories.make_account(connection, type="checking", currency="USD")
        hold(checking, "100", "60")
        hold(dollars, "10", "50")
        book(checking, "-40")
        book(dollars, "40")
        assert parts()["external_flows"] == "-40"
        assert parts(currency="USD")["external_flows"] == "40"

    def test_one_arrival_belongs_to_the_nearest_departure(self, checking, savings, parts):
        hold(checking, "100", "20")
        hold(savings, "10", "50")
        book(checking, "-40", day=1)
        book(checking, "-40", day=2)
        book(savings, "40", day=2)
        assert parts() == {"opening": "110", "closing": "70", "external_flows": "-40"}

    def test_money_for_an_account_that_appeared_was_transferred(self, checking, savings, parts):
        hold(checking, "100", "60")
        hold(savings, None, "40")
        book(checking, "-40", day=3)
        book(savings, "40", day=3)
        assert parts() == {
            "opening": "100",
            "closing": "100",
            "transfers": "-40",
            "appeared": "40",
        }

    def test_movement_within_one_account_is_no_transfer(self, checking, parts):
        hold(checking, "100", "100")
        book(checking, "-40")
        book(checking, "40")
        assert parts() == {"opening": "100", "closing": "100"}


class TestLoans:
    def test_repayment_pays_back_and_the_rest_is_its_price(self, checking, loan, parts):
        hold(checking, "2000", "897.63")
        hold(loan, "-180250", "-179400")
        book(checking, "-1102.37", type="loan_repayment")
        assert parts() == {"opening": "-178250", "closing": "-178502.37", "fees": "-252.37"}

    def test_debt_that_shrank_by_more_is_unexplained(self, checking, loan, parts):
        hold(checking, "2000", "1900")
        hold(loan, "-1000", "-850")
        book(checking, "-100", type="loan_payment")
        assert parts() == {"opening": "1000", "closing": "1050", "unexplained": "50"}

    def test_debt_that_grew_pays_nothing_back(self, checking, loan, parts):
        hold(checking, "2000", "1900")
        hold(loan, "-1000", "-1010")
        book(checking, "-100", type="loan_payment")
        assert (parts()["fees"], parts()["unexplained"]) == ("-100", "-10")

    def test_repayment_of_a_loan_nobody_sees_is_external(self, checking, parts):
        hold(checking, "2000", "1900")
        book(checking, "-100", type="loan_payment")
        assert parts()["external_flows"] == "-100"

    def test_repayment_that_the_loan_lists_too_is_a_transfer(self, checking, loan, parts):
        hold(checking, "2000", "1900")
        hold(loan, "-1000", "-920")
        book(checking, "-100", type="loan_payment")
        book(loan, "100", type="loan_payment")
        assert parts() == {"opening": "1000", "closing": "980", "unexplained": "-20"}
