"""The money-weighted return: the rate at which what was there and what came and went make what is there.

It is the rate that spreadsheets call XIRR, told over the whole time rather than a year; a year has 365
days. There is no formula for it, so it is searched for, in decimals of 40 digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Context, Decimal, InvalidOperation, Overflow
from itertools import pairwise

from openbanking.returns.time_weighted import Value

YEAR = 365
# No annual rate for less: a month of -5 % would be told as -45 % a year.
SHORTEST = 90

DECIMALS = Context(prec=40, traps=[InvalidOperation, Overflow])
ONE = Decimal(1)
# What one may have become, from a millionth to a million: the rate is looked for in between.
GROWN = [DECIMALS.power(Decimal(2), Decimal(exponent)) for exponent in range(-20, 21)]
# Far less than what is shown.
CLOSE_ENOUGH = Decimal("1e-12")


def money_weighted(opening: Value, closing: Value, flows: Mapping[date, Decimal]) -> Decimal | None:
    """Return the rate over the time from one value to another, as a ratio, not rounded to what is shown.

    `flows` is what came in or, negative, went out by day. None where no rate, or more than one, explains
    them, and where no time passed.
    """
    if opening.day == closing.day:
        return None
    left_over = _left_over(opening, closing, flows)
    signs = [(grown, _sign(left_over(grown))) for grown in GROWN]
    known = [(grown, sign) for grown, sign in signs if sign]
    brackets = [(low, high) for (low, before), (high, after) in pairwise(known) if before != after]
    if len(brackets) != 1:
        return None
    return DECIMALS.subtract(_searched(left_over, *brackets[0]), ONE)


def annualised(rate: Decimal, days: int) -> Decimal | None:
    """Return the rate a year that makes this one over so many days; None below 90 days."""
    if days < SHORTEST:
        return None
    grown = DECIMALS.power(DECIMALS.add(ONE, rate), DECIMALS.divide(Decimal(YEAR), Decimal(days)))
    return DECIMALS.subtract(grown, ONE)


def _left_over(
    opening: Value, closing: Value, flows: Mapping[date, Decimal]
) -> Callable[[Decimal], Decimal]:
    """Return what tells by how much too much there would be, if one had become so much."""
    days = Decimal((closing.day - opening.day).days)
    dated = sorted({opening.day: opening.amount, **flows}.items())
    ends = [*(day for day, _ in dated[1:]), closing.day]
    steps = [(amount, (end - day).days) for (day, amount), end in zip(dated, ends, strict=True)]

    def left_over(grown: Decimal) -> Decimal:
        daily = DECIMALS.power(grown, DECIMALS.divide(ONE, days))
        there = Decimal(0)
        for amount, until in steps:
            there = DECIMALS.multiply(DECIMALS.add(there, amount), DECIMALS.power(daily, Decimal(until)))
        return DECIMALS.subtract(there, closing.amount)

    return left_over


def _searched(left_over: Callable[[Decimal], Decimal], low: Decimal, high: Decimal) -> Decimal:
    """Return where it is nothing, by halving; at the two ends it has different signs."""
    sign = _sign(left_over(low))
    while DECIMALS.subtract(high, low) > CLOSE_ENOUGH:
        middle = DECIMALS.divide(DECIMALS.add(low, high), Decimal(2))
        if _sign(left_over(middle)) == sign:
            low = middle
        else:
            high = middle
    return low


def _sign(amount: Decimal) -> int:
    return (amount > 0) - (amount < 0)
