"""What the money earned: as pyxirr finds it, and where there is no one rate."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import isclose

import pytest
import pyxirr
from hypothesis import assume, given
from hypothesis import strategies as st

from openbanking.returns.money_weighted import annualised, money_weighted
from openbanking.returns.time_weighted import Value

FIRST = date(2024, 1, 1)


def day(number):
    return FIRST + timedelta(days=number)


def rate(opening, closing, *, days=365, flows=()):
    """Return the rate over so many days; flows are by number of the day."""
    return money_weighted(
        Value(FIRST, Decimal(opening)),
        Value(day(days), Decimal(closing)),
        {day(number): Decimal(amount) for number, amount in flows},
    )


def shown(found):
    return None if found is None else f"{found:.6f}"


def test_without_flows_it_is_the_change():
    assert shown(rate("100", "110", days=20)) == "0.100000"


def test_what_came_late_earned_little():
    # One year at 10 %: 100 the whole of it, 100 for 73 days of 365, which is a fifth.
    assert shown(rate("100", "211.92448765", flows=[(292, "100")])) == "0.100000"


def test_year_is_of_365_days():
    found = rate("100", "121", days=730)
    assert shown(found) == "0.210000"
    assert shown(annualised(found, 730)) == "0.100000"


def test_month_is_not_told_as_a_year():
    assert annualised(Decimal("-0.05"), 89) is None
    assert shown(annualised(Decimal("-0.05"), 90)) == "-0.187811"


@given(
    opening=st.integers(1, 10**6),
    closing=st.integers(1, 10**6),
    days=st.integers(90, 2000),
    flows=st.dictionaries(st.integers(1, 2000), st.integers(1, 10**6), max_size=12),
)
def test_rate_is_that_of_pyxirr(opening, closing, days, flows):
    flows = {number: amount for number, amount in flows.items() if number <= days}
    found = rate(opening, closing, days=days, flows=flows.items())
    theirs = theirs_of(opening, closing, days, flows)
    assume(found is not None and theirs is not None)
    assert is_close(annualised(found, days), theirs)


def test_withdrawals_are_found_by_pyxirr_too():
    flows = {30: -20, 100: 55.5, 200: -70}
    found = rate("100", "71.3", days=300, flows=[(each, str(flows[each])) for each in flows])
    theirs = theirs_of(100, 71.3, 300, flows)
    assert is_close(annualised(found, 300), theirs)


def is_close(ours, theirs):
    return isclose(Fraction(ours), theirs, rel_tol=1e-6, abs_tol=1e-6)


def theirs_of(opening, closing, days, flows):
    """Return the rate a year that pyxirr finds, to which what comes in is a payment; or None."""
    dates = [FIRST, *(day(number) for number in flows), day(days)]
    return pyxirr.xirr(dates, [-opening, *(-each for each in flows.values()), closing])


@pytest.mark.parametrize(
    ("opening", "closing", "flows"),
    [
        ("0", "0", []),
        ("0", "10", []),
        ("100", "0", []),
        # 100 in, 230 out, 132 in: 10 % and 20 % explain it alike.
        ("100", "-132", [(182, "-230")]),
    ],
    ids=["nothing", "out of nothing", "all lost", "two rates"],
)
def test_there_is_none_where_no_one_rate_explains_it(opening, closing, flows):
    assert rate(opening, closing, days=364, flows=flows) is None


def test_every_digit_that_is_shown_is_right_with_the_widest_amounts():
    wide = "12345678901234567890.123456789012345678"
    assert shown(rate(wide, "13580246791358024679.135802467913580245", days=100)) == "0.100000"
