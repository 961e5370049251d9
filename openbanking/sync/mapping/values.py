"""Single values of Powens' payloads as columns hold them."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal

from openbanking.fields import fits, plain
from openbanking.powens import PowensClock, payloads


def currency_code(currency: payloads.Currency | str | None) -> str:
    """Return the code in capitals, or an empty string where Powens names none."""
    code = currency.id if isinstance(currency, payloads.Currency) else currency
    return (code or "").strip().upper()[:12]


def money(amount: Decimal | None) -> Decimal | None:
    """Return an amount without trailing zeros; None for one that no column holds."""
    return plain(amount) if amount is not None and fits(amount) else None


def moment_of(clock: PowensClock, instant: str | None, day: str | None) -> datetime | None:
    """Return the instant, or midnight UTC of the day where the bank gives no time."""
    moment = clock.utc(instant)
    if moment:
        return moment
    date = clock.day(day)
    return datetime.combine(date, time(), tzinfo=UTC) if date else None
