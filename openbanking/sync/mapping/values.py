"""Single values of Powens' payloads as columns hold them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache

from openbanking.fields import plain_if_fitting
from openbanking.powens import PowensClock, payloads

# How many days are remembered as moments.
REMEMBERED = 4_096


def currency_code(currency: payloads.Currency | str | None) -> str:
    """Return the code in capitals, or an empty string where Powens names none."""
    if not currency:
        return ""
    code = currency.id if isinstance(currency, payloads.Currency) else currency
    return (code or "").strip().upper()[:12]


def money(amount: Decimal | None) -> Decimal | None:
    """Return an amount without trailing zeros; None for one that no column holds."""
    return None if amount is None else plain_if_fitting(amount)


def moment_of(clock: PowensClock, instant: str | None, day: str | None) -> datetime | None:
    """Return the instant, or midnight UTC of the day where the bank gives no time."""
    moment = clock.utc(instant) if instant else None
    if moment:
        return moment
    return _midnight(clock.day(day)) if day else None


@lru_cache(maxsize=REMEMBERED)
def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), tzinfo=UTC) if day else None
