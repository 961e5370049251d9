"""Lines, orders and payments as columns: what they are called, and what is rounded or left out."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from openbanking.models import Account
from openbanking.powens import PowensProtocolError, payloads
from openbanking.powens.payloads import Amount
from openbanking.sync.mapping.wealth import (
    line_values,
    order_values,
    payment_values,
    unusable_figures,
)
from tests.amounts import WIDE


def account(kind="market"):
    return Account(type=kind, currency="EUR")


def line(**facts):
    return payloads.Investment(id=7, id_account=9, **{"label": "A line", **facts})


def order(**facts):
    return order_values(payloads.MarketOrder(id=7, id_account=9, **facts), account())


@pytest.mark.parametrize(
    ("facts", "kind", "expected"),
    [
        ({"code": "XX-liquidity"}, "market", "cash"),
        ({"code": "FR-LIQUIDITY"}, "lifeinsurance", "cash"),
        ({"code": "FR0000120271", "code_type": "ISIN"}, "market", "security"),
        ({"code": "QS0009012345", "code_type": "AMF"}, "market", "fund"),
        ({"code": "LU1", "details": payloads.InvestmentDetails(srri=Decimal(5))}, "pea", "fund"),
        ({"code": "LU1", "details": payloads.InvestmentDetails()}, "pea", "security"),
        ({}, "lifeinsurance", "fund"),
        ({"code": "FR1", "stock_symbol": "ABC"}, "lifeinsurance", "security"),
        ({}, "crowdlending", "security"),
    ],
)
def test_kind_of_a_line_follows_from_its_code_its_details_and_its_account(facts, kind, expected):
    assert line_values(line(**facts), account(kind))["kind"] == expected


@pytest.mark.parametrize(
    ("facts", "key"),
    [({"code": " fr1 "}, "FR1"), ({"code": ""}, "A line"), ({"code": None, "label": " "}, "Line 7")],
)
def test_line_is_known_by_its_code_or_its_label(facts, key):
    assert line_values(line(**facts), account())["key"] == key


@pytest.mark.parametrize(
    ("ratio", "kept"),
    [
        ("0.17", "0.17"),
        ("0.0034482758620689655", "0.003448275862068966"),
        ("1e-30", "0"),
        ("1e30", None),
        ("NaN", None),
    ],
)
def test_ratio_is_rounded_to_what_a_column_holds(ratio, kept):
    values = line_values(line(portfolio_share=Decimal(ratio)), account())
    assert values["portfolio_share"] == (None if kept is None else Decimal(kept))


def test_amount_is_exact_or_missing_and_then_named():
    found = line(valuation=WIDE, quantity=Decimal("1e-19"), diff_percent=Decimal("1e-19"))
    values = line_values(found, account())
    assert (values["valuation"], values["quantity"]) == (WIDE, None)
    assert unusable_figures(found) == ["quantity"]


def test_nested_amount_is_named_too():
    payment = payloads.LoanAmortization(id_account=9, remaining_capital=Amount(value=Decimal("1e40")))
    assert unusable_figures(payment) == ["remaining_capital"]


def test_time_that_powens_does_not_give_is_not_made_up():
    assert "as_of" not in line_values(line(), account())
    assert "date" not in order()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-02", datetime(2026, 3, 2, tzinfo=UTC)),
        ("2026-03-02 10:00:00", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        (None, None),
    ],
)
def test_order_has_a_time_or_the_midnight_of_its_day(text, moment):
    assert order(execution_date=text)["executed_at"] == moment


@pytest.mark.parametrize(
    ("word", "direction"),
    [("BUY", "buy"), ("SALE", "sell"), (payloads.Word(id=2, name="SALE"), "sell"), (None, "other")],
)
def test_direction_comes_as_word_or_object(word, direction):
    assert order(order_direction=word)["direction"] == direction


class TestPayment:
    def test_currency_is_that_of_its_amounts(self):
        found = payloads.LoanAmortization(
            id_account=9, total_payment_amount=Amount(currency="CHF", value=Decimal(5))
        )
        assert payment_values(found, account())["currency"] == "CHF"

    def test_currency_is_the_accounts_where_none_is_named(self):
        found = payloads.LoanAmortization(id_account=9, total_payment_amount=Amount(value=Decimal(5)))
        assert payment_values(found, account())["currency"] == "EUR"

    def test_amounts_in_several_currencies_are_refused(self):
        found = payloads.LoanAmortization(
            id_account=9,
            total_payment_amount=Amount(currency="CHF", value=Decimal(5)),
            interest_amount=Amount(currency="EUR", value=Decimal(5)),
        )
        with pytest.raises(PowensProtocolError, match="several currencies"):
            payment_values(found, account())
