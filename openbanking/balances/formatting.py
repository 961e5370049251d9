"""Figures and ages in words, the same on every page and screen."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

# Currencies without a smaller unit (ISO 4217); others show two decimals at the least.
WITHOUT_DECIMALS = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "XOF", "XAF", "XPF"})
MINUS = "\N{MINUS SIGN}"
THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"


def amount_text(amount: Decimal, currency: str) -> str:
    """Return an amount with all its digits, thousands set apart, and a real minus sign."""
    whole, _, decimals = f"{abs(amount):f}".partition(".")
    if currency not in WITHOUT_DECIMALS:
        decimals = decimals.ljust(2, "0")
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
