"""The spans of days people ask for by name: months, quarters and years, this one and the last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from openbanking.networth.days import months_after

# How many months each is long, with its two names.
LENGTHS: list[tuple[int, Promise, Promise]] = [
    (1, gettext_lazy("This month"), gettext_lazy("Last month")),
    (3, gettext_lazy("This quarter"), gettext_lazy("Last quarter")),
    (12, gettext_lazy("This year"), gettext_lazy("Last year")),
]


@dataclass(frozen=True, slots=True)
class Range:
    """A span of days by its name; both ends belong to it."""

    label: Promise
    since: date
    until: date


def named_ranges(today: date) -> Iterator[Range]:
    """Yield the spans, the shortest first, that which contains the day before the one that has ended."""
    for months, this, last in LENGTHS:
        begins = _beginning(today, months)
        ended = begins - timedelta(days=1)
        yield Range(this, begins, months_after(begins, months) - timedelta(days=1))
        yield Range(last, _beginning(ended, months), ended)


def _beginning(day: date, months: int) -> date:
    """Return the first day of the span of so many months, counted from January, that contains a day."""
    return date(day.year, (day.month - 1) // months * months + 1, 1)
