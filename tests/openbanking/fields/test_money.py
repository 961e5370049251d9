"""Money: every digit, on both databases, filtered and sorted by value."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Max, Min
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openbanking.fields import (
    MoneyField,
    MoneyOutOfRange,
    difference,
    fits,
    nearest,
    plain,
    product,
    rounded,
    total,
)
from openbanking.fields.money import compare
from openbanking.models import Transaction
from tests import factories
from tests.amounts import amounts

AMOUNTS = amounts()
MIXED = ["-100", "-99.5", "-0.000000000000000001", "0", "9", "10", "10.5", "100", "1e3"]


def stored(account, amount):
    made = factories.make_transaction(account, amount)
    return Transaction.objects.get(pk=made.pk).amount


@pytest.mark.parametrize(
    "digits",
    [
        "12345678901234567890.123456789012345678",
        "-99999999999999999999.999999999999999999",
        "0.000000000000000001",
        "90071992547409.93",
        "0",
        "-0.10",
    ],
)
def test_amount_comes_back_with_its_digits(account, digits):
    assert stored(account, digits) == Decimal(digits)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(AMOUNTS)
def test_any_amount_that_fits_comes_back(account, amount):
    assert stored(account, str(amount)) == amount


def test_amount_never_has_an_exponent(account):
    assert stored(account, "1e-8").as_tuple() == Decimal("0.00000001").as_tuple()
    assert stored(account, "1e8").as_tuple() == Decimal(100000000).as_tuple()


@pytest.mark.parametrize(
    "digits",
    [
        *("100000000000000000000", "0.0000000000000000001"),
        *("1e99999999", "1e-99999999"),
        "9" * 1001,
    ],
)
def test_amount_that_does_not_fit_is_refused_and_not_rounded(account, digits):
    assert not fits(Decimal(digits))
    with pytest.raises(MoneyOutOfRange, match="20 digits"):
        factories.make_transaction(account, digits)


def test_float_is_refused():
    with pytest.raises(TypeError, match="Pass a Decimal"):
        MoneyField().to_python(0.1)


def test_text_that_is_no_amount_is_refused():
    with pytest.raises(ValidationError):
        MoneyField().to_python("much")


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_does_not_fit(word):
    assert not fits(Decimal(word))


def test_rows_are_sorted_by_value(account):
    for amount in reversed(MIXED):
        factories.make_transaction(account, amount)
    found = Transaction.objects.order_by("amount").values_list("amount", flat=True)
    assert list(found) == [Decimal(each) for each in MIXED]


@pytest.mark.parametrize(
    ("lookup", "count"),
    [
        ({"amount__gt": Decimal(10)}, 3),
        ({"amount__gte": Decimal("10.0")}, 4),
        ({"amount__lt": Decimal("-0.0000000000000000010")}, 2),
        ({"amount": Decimal("10.50")}, 1),
        ({"amount": "9.00"}, 1),
        ({"amount__in": [Decimal("100.0"), Decimal(1000)]}, 2),
        ({"amount__range": (Decimal(-100), Decimal(0))}, 4),
    ],
)
def test_rows_are_filtered_by_value(account, lookup, count):
    for amount in MIXED:
        factories.make_transaction(account, amount)
    assert Transaction.objects.filter(**lookup).count() == count


def test_least_and_most_are_found_by_value(account):
    for amount in MIXED:
        factories.make_transaction(account, amount)
    found = Transaction.objects.aggregate(least=Min("amount"), most=Max("amount"))
    assert (found["least"], found["most"]) == (Decimal(-100), Decimal(1000))


@given(AMOUNTS, AMOUNTS)
def test_text_is_ordered_as_its_amounts_are(left, right):
    assert compare(f"{left:f}", f"{right:f}") == (left > right) - (left < right)


@given(AMOUNTS)
def test_any_amount_fits(amount):
    assert fits(amount)


@given(AMOUNTS)
def test_plain_amount_has_the_same_value(amount):
    assert Fraction(plain(amount)) == Fraction(amount)


@given(st.lists(AMOUNTS, max_size=5))
def test_sum_is_not_rounded(amounts):
    assert Fraction(total(*amounts)) == sum(map(Fraction, amounts))


@given(AMOUNTS, AMOUNTS)
def test_difference_is_not_rounded(amount, other):
    assert Fraction(difference(amount, other)) == Fraction(amount) - Fraction(other)


@given(AMOUNTS, AMOUNTS)
def test_product_is_not_rounded(amount, factor):
    assert Fraction(product(amount, factor)) == Fraction(amount) * Fraction(factor)


def test_trailing_zeros_go():
    assert [str(plain(Decimal(each))) for each in ("100", "100.00", "-0.10", "0E-9", "1E+3")] == [
        "100",
        "100",
        "-0.1",
        "0",
        "1000",
    ]


@pytest.mark.parametrize(
    ("amount", "decimals", "shown"),
    [
        (Fraction(1, 3), 2, "0.33"),
        (Fraction(-2, 3), 2, "-0.67"),
        (Fraction(1, 200), 2, "0"),
        (Fraction(3, 200), 2, "0.02"),
        (Fraction(5, 2), 0, "2"),
        (Fraction(10**25), 3, "10000000000000000000000000"),
    ],
)
def test_rounding_that_is_asked_for_is_half_to_even(amount, decimals, shown):
    assert f"{rounded(amount, decimals):f}" == shown


@given(AMOUNTS)
def test_rounding_to_all_decimals_changes_nothing(amount):
    assert rounded(Fraction(amount), 18) == amount


@given(st.floats(min_value=-1e6, max_value=1e6))
def test_ratio_of_any_float_fits_and_is_as_near_as_can_be(ratio):
    exact = Decimal(repr(ratio))
    found = nearest(exact)
    assert found is not None
    assert fits(found)
    assert difference(found, exact).copy_abs() <= Decimal("5e-19")


@pytest.mark.parametrize("ratio", ["NaN", "Infinity", "1e20", "-1e99999999"])
def test_what_no_column_comes_near_to_is_no_ratio(ratio):
    assert nearest(Decimal(ratio)) is None
