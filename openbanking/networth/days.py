"""The days of a series, a step apart, the last one in any case; and when a day ends."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice, takewhile


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or its last one where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


STEPS: dict[str, Callable[[date, int], date]] = {
    "day": lambda first, number: first + timedelta(days=number),
    "week": lambda first, number: first + timedelta(weeks=number),
    "month": months_after,
}


def days_of(first: date, last: date, step: str, *, at_most: int) -> list[date]:
    """Return the days from the first to the last, both included; no more than so many."""
    after = STEPS[step]
    days = takewhile(lambda day: day < last, (after(first, number) for number in count()))
    return list(islice((*islice(days, at_most), last), at_most))


def end_of(day: date) -> datetime:
    """Return the last instant of a day in UTC."""
    return datetime.combine(day, time.max, tzinfo=UTC)
