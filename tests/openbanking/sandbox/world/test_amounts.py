"""Sums in the local Powens: as exact as those they are compared with."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbanking.sandbox.world.amounts import cents, difference, product, quotient, total
from tests.amounts import amounts

AMOUNTS = st.none() | amounts()


@given(st.lists(AMOUNTS, max_size=5))
def test_sum_is_not_rounded(added):
    assert Fraction(total(*added)) == sum(Fraction(each or 0) for each in added)


@given(AMOUNTS, AMOUNTS)
def test_difference_is_not_rounded(amount, other):
    assert Fraction(difference(amount, other)) == Fraction(amount or 0) - Fraction(other or 0)


def test_hundredths_have_two_decimals():
    assert str(cents(-4200)) == "-42.00"


@pytest.mark.parametrize(("step", "found"), [("0.01", "-17.43"), ("1", "-17")])
def test_amount_abroad_is_rounded_to_what_can_be_paid_there(step, found):
    assert str(product(Decimal("-16.10"), Decimal("1.0827"), step=Decimal(step))) == found


def test_share_is_rounded_to_its_step():
    assert str(quotient(Decimal(2), Decimal(3), step=Decimal("0.000001"))) == "0.666667"


def test_nothing_has_no_shares():
    with pytest.raises(InvalidOperation):
        quotient(Decimal(2), Decimal(0), step=Decimal("0.01"))
