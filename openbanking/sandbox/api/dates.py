"""Days as queries name them: a day, a month or a year (Powens, API design page)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from openbanking.sandbox.messages.errors import invalid


def day_of(text: str, name: str, *, last: bool) -> date:
    """Read a day, or the first or last one of a month or a year; raises a 400."""
    parts = text.split("-")
    try:
        if len(parts) > 3:
            raise invalid(name)
        year = int(parts[0])
        month = int(parts[1]) if len(parts) > 1 else (12 if last else 1)
        if len(parts) > 2:
            return date(year, month, int(parts[2]))
        first = date(year, month, 1)
        return end_of_month(first) if last else first
    except (ValueError, OverflowError):
        raise invalid(name) from None


def end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
