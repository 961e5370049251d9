"""Conversions: by the nearest earlier rate, by way of the euro, rounded once, never without a rate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbanking.rates import Rate, RateTable
from tests import factories
from tests.amounts import WIDE, amounts

DAY = date(2026, 3, 2)
BANK = "European Central Bank"
USD = Rate("USD", Decimal("1.085"), DAY, BANK)
GBP = Rate("GBP", Decimal("0.8412"), DAY, BANK)
JPY = Rate("JPY", Decimal("162.1"), DAY, BANK)
TABLE = RateTable([USD, GBP, JPY])


def days_before(number):
    return DAY - timedelta(days=number)


def convert(amount, currency, to, day=DAY, table=TABLE):
    return table.convert(Decimal(amount), currency, to=to, day=day)


def test_amount_in_its_own_currency_needs_no_rate():
    found = convert(WIDE, "BTC", "BTC", table=RateTable([]))
    assert (found.amount, found.rates) == (Fraction(WIDE), ())


def test_amount_becomes_euros():
    found = convert("108.50", "USD", "EUR")
    assert (found.shown, found.rates) == (Decimal(100), (USD,))


def test_euros_become_another_currency():
    found = convert("100", "EUR", "JPY")
    assert (found.shown, found.rates) == (Decimal(16210), (JPY,))


def test_other_pairs_go_by_way_of_the_euro_with_both_rates():
    found = convert("108.50", "USD", "GBP")
    assert (found.shown, found.rates) == (Decimal("84.12"), (USD, GBP))


def test_nothing_is_rounded_on_the_way():
    assert convert("1", "USD", "GBP").amount == Fraction(8412, 10850)


@pytest.mark.parametrize(
    ("euros", "to", "shown"),
    [
        ("0.005", "EUR", "0"),
        ("0.015", "EUR", "0.02"),
        ("-0.015", "EUR", "-0.02"),
        ("0.1", "JPY", "16"),
        ("0.0016", "KWD", "0.002"),
    ],
)
def test_shown_amount_is_rounded_half_to_even_to_the_decimals_of_its_currency(euros, to, shown):
    table = RateTable([JPY, Rate("KWD", Decimal(1), DAY, BANK)])
    assert convert(euros, "EUR", to, table=table).shown == Decimal(shown)


@pytest.mark.parametrize("age", [0, 1, 7])
def test_day_without_a_rate_takes_the_nearest_earlier_one(age):
    older = Rate("USD", Decimal(2), days_before(30), BANK)
    nearest = Rate("USD", Decimal(3), days_before(age), BANK)
    assert RateTable([nearest, older]).rate("USD", DAY) == nearest


def test_rate_older_than_seven_days_is_none():
    assert RateTable([USD]).rate("USD", DAY + timedelta(days=8)) is None


def test_later_rate_is_never_taken():
    assert convert("1", "USD", "EUR", day=days_before(1)) is None


@pytest.mark.parametrize(("currency", "to"), [("BTC", "EUR"), ("EUR", "BTC"), ("BTC", "USD")])
def test_currency_without_rates_is_not_converted(currency, to):
    assert convert("1", currency, to) is None


def test_total_names_its_rates_and_what_is_missing():
    held = {"EUR": Decimal("10.005"), "USD": Decimal("1.085"), "BTC": Decimal(3), "XAU": Decimal(1)}
    found = TABLE.total(held, to="EUR", day=DAY)
    assert (found.shown, found.rates, found.unconverted) == (Decimal(11), (USD,), ("BTC", "XAU"))


def test_total_is_rounded_once():
    """Each third of a cent would be lost if it were rounded by itself."""
    table = RateTable([Rate(code, Decimal(3), DAY, BANK) for code in ("USD", "GBP", "CHF")])
    held = {code: Decimal("0.01") for code in ("USD", "GBP", "CHF")}
    assert table.total(held, to="EUR", day=DAY).shown == Decimal("0.01")


def test_total_in_a_currency_without_rates_counts_only_what_is_in_it():
    found = TABLE.total({"BTC": Decimal(3), "EUR": Decimal(1)}, to="BTC", day=DAY)
    assert (found.amount, found.unconverted) == (Fraction(3), ("EUR",))


@given(amounts(), st.decimals("0.0001", "99999", places=4))
def test_way_there_and_back_loses_nothing(amount, units):
    table = RateTable([Rate("USD", units, DAY, BANK), GBP])
    there = convert(amount, "USD", "GBP", table=table)
    assert there.amount * Fraction(units) / Fraction(GBP.units) == Fraction(amount)


@pytest.mark.django_db
def test_rates_of_a_span_are_read_in_one_query(django_assert_num_queries):
    for age in (0, 7, 8):
        factories.make_rate("USD", "1.085", day=days_before(age))
    factories.make_rate("GBP", "0.8412", day=DAY)
    with django_assert_num_queries(1):
        table = RateTable.between(DAY, DAY, ["USD", "JPY"])
    assert table.rate("USD", DAY) == USD
    assert table.rate("USD", days_before(1)) == replace(USD, day=days_before(7))
    assert table.rate("USD", days_before(8)) is None
    assert table.rate("GBP", DAY) is None
