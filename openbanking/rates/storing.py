"""Keep published rates, one for a currency and day, and say what is new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from openbanking.models import ExchangeRate
from openbanking.rates.ecb import Published, Quotes

# So many are written in one transaction: other writers of SQLite wait for no longer.
DAYS_AT_ONCE = 100

Progress = Callable[[int], None]


class SourceDiffers(Exception):
    """There are rates of these days from another publisher."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A rate that was published anew with another value."""

    currency: str
    day: date
    before: Decimal
    after: Decimal

    def __str__(self) -> str:
        return f"{self.currency} of {self.day} was {self.before:f}, is {self.after:f}"


@dataclass(slots=True)
class Stored:
    """What became of the rates of a file."""

    added: int = 0
    unchanged: int = 0
    corrected: list[Correction] = field(default_factory=list)


def store(published: Published, *, now: datetime, progress: Progress = lambda days: None) -> Stored:
    """Keep what is new; a rate that is there already stays, one with another value is corrected.

    `progress` is called with how many days were stored since it was called last. What is interrupted
    leaves whole days. Raises SourceDiffers before anything is written.
    """
    days = sorted(published.days)
    _refuse_another_source(published, days[0], days[-1])
    stored = Stored()
    for start in range(0, len(days), DAYS_AT_ONCE):
        some = days[start : start + DAYS_AT_ONCE]
        with transaction.atomic():
            _store_days(published.source, {day: published.days[day] for day in some}, stored, now=now)
        progress(len(some))
    return stored


def _refuse_another_source(published: Published, first: date, last: date) -> None:
    known = ExchangeRate.objects.filter(day__range=(first, last))
    other = known.exclude(source=published.source).values_list("source", flat=True).first()
    if other is not None:
        raise SourceDiffers(
            f"There are rates of these days by {other}, and these are by {published.source}: "
            "a day has rates of one publisher only."
        )


def _store_days(source: str, days: dict[date, Quotes], stored: Stored, *, now: datetime) -> None:
    known = {(rate.day, rate.currency): rate for rate in ExchangeRate.objects.filter(day__in=days)}
    added = []
    for day, quotes in days.items():
        for currency, units in quotes.items():
            rate = known.get((day, currency))
            if rate is None:
                added.append(
                    ExchangeRate(currency=currency, day=day, units=units, source=source, learned_at=now)
                )
            elif rate.units == units:
                stored.unchanged += 1
            else:
                stored.corrected.append(Correction(currency, day, rate.units, units))
                rate.units, rate.learned_at = units, now
                rate.save(update_fields=["units", "learned_at"])
    # Another run may be storing the same file.
    ExchangeRate.objects.bulk_create(added, ignore_conflicts=True)
    stored.added += len(added)
