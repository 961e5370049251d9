"""Amounts as wide as a money column, and a suite in which rounding one fails the test."""

from __future__ import annotations

from decimal import Decimal, DefaultContext, FloatOperation, Inexact, setcontext

from hypothesis import strategies as st

# 20 digits before the point and 18 after it.
WIDE = Decimal("12345678901234567890.123456789012345678")


def amounts(most: int = 10**20) -> st.SearchStrategy[Decimal]:
    """Draw amounts of less than `most`, of either sign, to the last decimal."""
    units = most * 10**18 - 1
    return st.integers(-units, units).map(lambda each: Decimal(f"{each}E-18"))


def forbid_rounding() -> None:
    """Let arithmetic in the default context fail where it rounds, in every thread.

    In this one it has one digit from now on, so that nearly every result would be rounded. Other threads
    begin with the default of 28 digits, in which psycopg reads shorter numbers too.
    Nothing of ours may depend on it: amounts are added up in a context of our own.
    """
    DefaultContext.traps[Inexact] = DefaultContext.traps[FloatOperation] = True
    strict = DefaultContext.copy()
    strict.prec = 1
    setcontext(strict)
