"""Currencies over the contract: three letters always, with the ticker beside what has none."""

from __future__ import annotations

import re
from functools import lru_cache

from contracts import fields

# ISO 4217's code for what has none.
WITHOUT_CODE = "XXX"
# Currencies that are judged once.
KNOWN_AT_MOST = 1_000


def currency_field(help_text: str) -> fields.Currency:
    """Return the `currency` of a record, with what it says of currencies without a code."""
    return fields.Currency(
        help_text=f"{help_text} ISO 4217, or a ticker of three letters such as BTC; {WITHOUT_CODE} "
        "for any other, such as USDT, whose ticker is then in metadata.ticker."
    )


@lru_cache(KNOWN_AT_MOST)
def currency_code(stored: str) -> str:
    """Return a stored currency as the contract has it: three capital letters."""
    return stored if _is_code(stored) else WITHOUT_CODE


@lru_cache(KNOWN_AT_MOST)
def ticker_of(stored: str) -> str | None:
    """Return the ticker of a currency that has no code, None of one that has."""
    return None if _is_code(stored) else stored


def _is_code(stored: str) -> bool:
    return re.fullmatch(fields.Currency.PATTERN, stored) is not None
