"""Figures and ages in words, the same on every page and screen."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from babel.numbers import get_currency_precision

MINUS = "\N{MINUS SIGN}"
THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"


def amount_text(amount: Decimal, currency: str) -> str:
    """Return an amount with all its digits, thousands set apart, and a real minus sign.

    It has the decimals of its currency at the least: three for KWD, none for JPY, two for a code that
    is unknown. Decimals beyond that are never cut.
    """
    whole, _, decimals = f"{amount.copy_abs():f}".partition(".")
    decimals = decimals.ljust(get_currency_precision(currency), "0")
    grouped = f"{int(whole):,}".replace(",", THIN_SPACE)
    sign = MINUS if amount < 0 else ""
    return f"{sign}{grouped}.{decimals}" if decimals else f"{sign}{grouped}"


def age_text(moment: datetime | None, now: datetime) -> str:
    """Return how long ago it was, in the largest fitting unit."""
    if moment is None:
        return "never"
    seconds = int((now - moment).total_seconds())
    if seconds < 60:
        return "just now"
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            count = seconds // length
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"
