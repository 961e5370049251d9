"""Schedules of loans: every cent of the capital is paid back, once."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from openbanking.sandbox.world.amounts import difference, total
from openbanking.sandbox.world.loans import Terms, paid_before, schedule

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
TERMS = Terms(
    capital=Decimal("12000.00"),
    rate=Decimal("3.00"),
    payment=Decimal("359.37"),
    first=date(2026, 3, 31),
)


def test_first_interest_is_a_months_of_the_capital():
    row = next(schedule(TERMS, now=NOW, months=36))
    assert (row.interest_amount, row.amortization_amount) == (Decimal("30.00"), Decimal("329.37"))


@pytest.mark.parametrize("months", [1, 12, 36, 400])
def test_capital_is_paid_back_to_the_cent_whatever_the_length(months):
    rows = list(schedule(TERMS, now=NOW, months=months))
    assert total(*(row.amortization_amount for row in rows)) == TERMS.capital
    assert rows[-1].remaining_capital == 0
    assert len(rows) <= months


def test_each_payment_is_what_it_is_made_of():
    rows = [*paid_before(TERMS, now=NOW, months=12), *schedule(TERMS, now=NOW, months=36)]
    for row in rows:
        assert total(row.amortization_amount, row.interest_amount) == row.total_payment_amount
    for before, after in itertools.pairwise(rows):
        owed = difference(before.remaining_capital, after.amortization_amount)
        assert owed == after.remaining_capital


def test_interest_alone_leaves_the_capital_to_the_end():
    terms = replace(TERMS, payment=Decimal("30.00"))
    rows = list(schedule(terms, now=NOW, months=24))
    assert {row.amortization_amount for row in rows[:-1]} == {Decimal("0.00")}
    assert rows[-1].amortization_amount == TERMS.capital


def test_insurance_is_a_part_of_each_payment():
    terms = replace(TERMS, insurance=Decimal("6.75"))
    rows = [*paid_before(terms, months=12, now=NOW), *schedule(terms, months=60, now=NOW)]
    for row in rows:
        parts = (row.amortization_amount, row.interest_amount, row.insurance_amount)
        assert total(*parts) == row.total_payment_amount
        assert row.calculated == ("insurance_amount",)
    assert {row.total_payment_amount for row in rows[:-1]} == {TERMS.payment}


def test_payments_fall_on_the_same_day_or_the_last_of_a_shorter_month():
    rows = [*paid_before(TERMS, now=NOW, months=2), *schedule(TERMS, now=NOW, months=3)]
    assert [row.payment_date.isoformat() for row in rows] == [
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
        "2026-05-31",
    ]
