"""The market: what values do from day to day, and what they do to an account."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from openbanking.sandbox.world.amounts import difference, product
from openbanking.sandbox.world.market import backdate, last_close, revalue
from openbanking.sandbox.world.model import Account
from openbanking.sandbox.world.wealth import CASH, Investment

FRIDAY, MONDAY = date(2026, 2, 27), date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)


@pytest.fixture
def new_id():
    return itertools.count(1).__next__


def line(**given):
    facts: dict[str, Any] = {"code": "FR0000123457", "quantity": Decimal(40), "vdate": FRIDAY}
    return Investment(id=1, label="A", last_update=NOW, **facts | given)


def holding(*lines, balance="1000.00"):
    account = Account(id=9, name="A", type="market", currency="EUR", balance=Decimal(balance))
    account.investments = dict(enumerate(lines))
    return account


@pytest.mark.parametrize(
    ("today", "close"),
    [(MONDAY, FRIDAY), (date(2026, 3, 1), FRIDAY), (FRIDAY, date(2026, 2, 26))],
)
def test_last_close_is_before_the_day_and_never_at_the_weekend(today, close):
    assert last_close(today) == close


def test_past_values_are_one_a_trading_day_and_end_at_the_present_one(new_id):
    held = line(unitvalue=Decimal("152.3400"))
    backdate(held, date(2026, 2, 13), new_id)
    days = [each.vdate.day for each in held.values]
    assert days == [13, 16, 17, 18, 19, 20, 23, 24, 25, 26, 27]
    assert held.values[-1].unitvalue == Decimal("152.3400")
    assert len({each.unitvalue for each in held.values}) > 1


def test_values_are_always_the_same_and_differ_between_securities(new_id):
    first, again, other = (line(unitvalue=Decimal(100), code=code) for code in ("A", "A", "B"))
    for each in (first, again, other):
        backdate(each, date(2026, 2, 13), new_id)
    path, same, another = ([value.unitvalue for value in each.values] for each in (first, again, other))
    assert path == same != another


def test_balance_follows_the_lines_to_the_cent(new_id):
    held = line(unitvalue=Decimal("152.3400"))
    account = holding(held)
    revalue(account, date(2026, 3, 9), new_id)
    assert held.vdate == date(2026, 3, 6)
    assert [each.vdate.day for each in held.values] == [2, 3, 4, 5, 6]
    worth = product(Decimal(40), held.unitvalue, step=Decimal("0.01"))
    assert difference(account.balance, Decimal("1000.00")) == difference(worth, Decimal("6093.60"))
    assert account.balance != Decimal("1000.00")


def test_days_that_pass_at_once_or_one_by_one_lead_to_the_same_values(new_id):
    at_once, daily = (line(unitvalue=Decimal("152.3400")) for _ in range(2))
    revalue(holding(at_once), date(2026, 3, 9), new_id)
    for day in range(2, 10):
        revalue(holding(daily), date(2026, 3, day), new_id)
    assert at_once.unitvalue == daily.unitvalue
    assert len(at_once.values) == len(daily.values)


def test_security_abroad_moves_with_its_market_and_with_the_exchange(new_id):
    held = line(
        unitvalue=Decimal("78.1625"),
        original_currency="USD",
        original_unitvalue=Decimal("84.5000"),
        rate=Decimal("0.925"),
    )
    backdate(held, date(2026, 2, 20), new_id)
    revalue(holding(held), date(2026, 3, 4), new_id)
    assert held.rate != Decimal("0.925")
    assert held.unitvalue == product(held.original_unitvalue, held.rate, step=Decimal("0.0001"))
    assert all(each.original_unitvalue != each.unitvalue for each in held.values)


def test_what_has_no_unit_or_is_gone_does_not_move(new_id):
    cash = line(code=CASH, quantity=None, valuation=Decimal("12.00"), unitvalue=None)
    sold = line(unitvalue=Decimal("152.3400"), deleted=NOW)
    account = holding(cash, sold)
    revalue(account, date(2026, 3, 9), new_id)
    assert (cash.values, sold.values, account.balance) == ([], [], Decimal("1000.00"))
