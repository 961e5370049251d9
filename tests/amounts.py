"""Amounts as wide as a money column."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

# 20 digits before the point and 18 after it.
WIDE = Decimal("12345678901234567890.123456789012345678")


def amounts(most: int = 10**20) -> st.SearchStrategy[Decimal]:
    """Draw amounts of less than `most`, of either sign, to the last decimal."""
    units = most * 10**18 - 1
    return st.integers(-units, units).map(lambda each: Decimal(f"{each}E-18"))
