"""How often something comes again: steps of a calendar, and whether days keep to them.

Days may lie off their step by a few days, for weekends and the ends of months, but not drift away from
it; now and then one may be missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median_low

from openbanking.networth.days import months_after


class Period(StrEnum):
    """A closed list, the shortest first."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What days of a period keep to: `off` is how many days one may lie from another's step."""

    months: int = 0
    days: int = 0
    off: int
    # So many are enough; one less than that only where amounts hardly differ.
    enough: int

    def after(self, day: date, steps: int) -> date:
        """Return the day so many steps later; a month that is too short ends with its last day."""
        if self.days:
            return day + timedelta(days=self.days * steps)
        return months_after(day, self.months * steps)

    @property
    def length(self) -> float:
        """Return how many days a step is on average."""
        return self.days or self.months * 365.25 / 12


RULES = {
    Period.WEEKLY: Rule(days=7, off=3, enough=6),
    Period.MONTHLY: Rule(months=1, off=8, enough=4),
    Period.QUARTERLY: Rule(months=3, off=12, enough=4),
    Period.YEARLY: Rule(months=12, off=20, enough=3),
}
# One in so many may be missing.
MISSED = 6


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A period that days keep to, the step that each of them is, and how far they lie from it."""

    period: Period
    steps: Sequence[int]
    offset: int

    def next_after(self, first: date) -> date:
        """Return the day that the next one is expected on; `first` is the first of the days."""
        step = RULES[self.period].after(first, self.steps[-1] + 1)
        return step + timedelta(days=self.offset)


def rhythm_of(days: Sequence[date], *, alike: bool) -> Rhythm | None:
    """Return the rhythm of days that ascend, None where they have none.

    `alike` says that the amounts hardly differ: one fewer is enough then.
    """
    for period, rule in RULES.items():
        if len(days) >= rule.enough - alike and (found := _kept(days, period, rule)):
            return found
    return None


def half_of(period: Period) -> timedelta:
    """Return half a period: what is overdue by more has stopped."""
    return timedelta(days=RULES[period].length / 2)


def _kept(days: Sequence[date], period: Period, rule: Rule) -> Rhythm | None:
    steps = [0]
    for earlier, later in pairwise(days):
        steps.append(steps[-1] + round((later - earlier).days / rule.length))
    missed = steps[-1] + 1 - len(days)
    leaps = [after - before for before, after in pairwise(steps)]
    if min(leaps) < 1 or max(leaps) > 2 or missed > max(1, len(days) // MISSED):
        return None
    offsets = [(day - rule.after(days[0], step)).days for day, step in zip(days, steps, strict=True)]
    if max(offsets) - min(offsets) > rule.off:
        return None
    return Rhythm(period, steps, median_low(offsets))
