"""How what is held did, whatever came in or went out: by hand, and against what must hold."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbanking.fields import product, total
from openbanking.returns.time_weighted import Value, time_weighted

FIRST = date(2026, 1, 1)


def day(number):
    return FIRST + timedelta(days=number)


def rate(opening, closing, *, days=10, flows=(), before=()):
    """Return the return over so many days; flows and the values before them are by number of the day."""
    return time_weighted(
        Value(FIRST, Decimal(opening)),
        Value(day(days), Decimal(closing)),
        {day(number): Decimal(amount) for number, amount in flows},
        {day(number): Decimal(amount) for number, amount in before},
    )


def test_without_flows_it_is_the_change():
    assert rate("100", "110") == Fraction(1, 10)


def test_pieces_are_chained_where_the_value_is_known():
    # 100 → 110, 50 come in, 160 → 176: ten percent twice.
    assert rate("100", "176", flows=[(5, "50")], before=[(5, "110")]) == Fraction(21, 100)


def test_flow_is_weighted_by_time_where_it_is_not():
    # 50 are there from the sixth of ten days on: 10 / (100 + 50 * 5 / 10).
    assert rate("100", "160", flows=[(6, "50")]) == Fraction(10, 125)


def test_flows_between_known_values_are_weighted_within_their_piece():
    # Ten days from 100 to 110, then 10 more come in; within the next ten 20 come on the sixth of them.
    found = rate("100", "150", days=20, flows=[(11, "10"), (16, "20")], before=[(11, "110")])
    assert found == Fraction(11, 10) * (1 + Fraction(10, 130)) - 1


def test_withdrawal_is_no_loss():
    assert rate("100", "55", flows=[(5, "-50")], before=[(5, "100")]) == Fraction(1, 10)


def test_money_on_the_first_day_is_there_all_the_time():
    assert rate("100", "220", flows=[(1, "100")]) == Fraction(1, 10)


def test_nothing_that_became_something_is_no_return():
    assert rate("0", "10") is None
    assert rate("0", "0") == 0
    assert rate("0", "110", flows=[(3, "100")], before=[(3, "0")]) == Fraction(1, 10)


def test_value_that_is_owed_has_no_return():
    assert rate("100", "-1") is None
    assert rate("-100", "10") is None


FLOWS = st.dictionaries(st.integers(1, 30), st.integers(1, 1000), max_size=5)


@given(flows=FLOWS, factors=st.lists(st.integers(50, 200), min_size=30, max_size=30))
def test_it_is_the_product_of_the_days_where_every_value_is_known(flows, factors):
    worth, before, expected = Decimal(1000), {}, Fraction(1)
    for number, percent in enumerate(factors, start=1):
        if number in flows:
            before[number] = worth
            worth = total(worth, Decimal(flows[number]))
        worth = product(worth, Decimal(f"{percent}E-2"))
        expected *= Fraction(percent, 100)
    assert rate("1000", worth, days=30, flows=flows.items(), before=before.items()) == expected - 1


@given(flows=FLOWS)
def test_flows_alone_earn_nothing(flows):
    closing = 1000 + sum(flows.values())
    assert rate("1000", closing, days=30, flows=flows.items()) == 0


@pytest.mark.parametrize("scale", ["0.000000000000000001", "1000000000000000000"])
def test_it_does_not_depend_on_how_much_it_is(scale):
    by = Decimal(scale)
    amounts = [product(Decimal(each), by) for each in ("100", "176", "50", "110")]
    opening, closing, flow, before = amounts
    assert rate(opening, closing, flows=[(5, flow)], before=[(5, before)]) == Fraction(21, 100)
