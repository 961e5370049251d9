"""The days an overview covers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from openbanking.models import Overview
from openbanking.networth.days import months_after

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MONTHS = {Overview.Period.MONTH: 1, Overview.Period.QUARTER: 3}


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both included; a day is one in UTC."""

    first: date
    last: date

    @property
    def begins_at(self) -> datetime:
        return datetime.combine(self.first, time(), tzinfo=UTC)

    @property
    def ends_before(self) -> datetime:
        return datetime.combine(self.last + DAY, time(), tzinfo=UTC)

    def parts(self) -> Iterator[Span]:
        """Yield the days of a week, or the weeks of anything longer; the last may be shorter."""
        step = DAY if self.last - self.first < WEEK else WEEK
        first = self.first
        while first <= self.last:
            yield Span(first, min(first + step - DAY, self.last))
            first += step


def span_of(period: Overview.Period, as_of: date) -> Span:
    """Return the week, month or quarter that ends on `as_of`.

    A month begins the day after the same day of the month before, or after that month's last day
    where it is shorter: up to 31 March it begins on 1 March.
    """
    if period is Overview.Period.WEEK:
        return Span(as_of - WEEK + DAY, as_of)
    return Span(months_after(as_of, -MONTHS[period]) + DAY, as_of)
