"""A change in one currency: each amount by the rate of its day, and a heading for what rates did."""

from __future__ import annotations

import pytest

from openbanking.fields import total
from openbanking.networth.changes import postings_of
from openbanking.networth.converted_changes import RatesMissing, converted
from openbanking.networth.postings import Part
from tests import factories
from tests.openbanking.networth.happening import DAY, FIRST, LATER, book, hold


@pytest.fixture
def dollars(connection):
    return factories.make_account(connection, type="checking", currency="USD")


@pytest.fixture
def change(alices):
    """Return what is not 0 of the change over all currencies in one of them."""

    def change(currency="EUR"):
        first, last = FIRST, FIRST + 5 * DAY
        postings = postings_of(alices, first, last, known_at=LATER)
        sums = converted(postings, currency, first=first, last=last)
        assert total(*(sums[part] for part in Part if part != Part.CLOSING)) == sums[Part.CLOSING]
        return {str(part): str(amount) for part, amount in sums.items() if amount}

    return change


def test_each_amount_is_by_the_rate_of_its_day(checking, dollars, change):
    for day, units in ((0, "1.25"), (2, "1"), (5, "0.8")):
        factories.make_rate("USD", units, day=FIRST + day * DAY)
    hold(checking, "1", "1")
    hold(dollars, "100", "110")
    book(dollars, "10", day=2)
    assert change() == {
        "opening": "81",
        "closing": "138.5",
        "external_flows": "10",
        "currency_movement": "47.5",
    }


def test_roundings_are_part_of_the_currency_movement(dollars, change):
    factories.make_rate("USD", "3", day=FIRST)
    hold(dollars, "1", "3")
    for amount in ("0.5", "0.5", "1"):
        book(dollars, amount)
    assert change() == {
        "opening": "0.33",
        "closing": "1",
        "external_flows": "0.67",
    }


def test_currency_without_a_rate_is_named(checking, dollars, change):
    hold(checking, "1", "1")
    hold(dollars, "100", "110")
    with pytest.raises(RatesMissing) as refusal:
        change()
    assert refusal.value.currencies == ["USD"]
    with pytest.raises(RatesMissing) as refusal:
        change("CHF")
    assert refusal.value.currencies == ["CHF", "USD"]


def test_nothing_of_a_currency_needs_no_rate(checking, dollars, change):
    hold(checking, "1", "2")
    hold(dollars, "0", "0")
    assert change() == {"opening": "1", "closing": "2", "unexplained": "1"}
