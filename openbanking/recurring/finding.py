"""What comes again among payments: by whom, on which account, and how often.

Payments of one side are looked at together, whatever their amounts: a bill differs each month, and a
price rises. Where they keep to no rhythm, those of similar amounts are, since several things may be paid
to one side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from openbanking.fields import product, rounded, total
from openbanking.recurring.periods import Period, half_of, rhythm_of

HALF = Decimal("0.5")
# Amounts are similar where none is more than a quarter above the one below it.
SIMILAR = Fraction(5, 4)
# Amounts hardly differ where the largest is at most a fifth above the smallest.
ALIKE = Fraction(6, 5)
# Of ratios, which are rounded once.
DECIMALS = 6


class Payment(NamedTuple):
    """Money in or out of an account on a day; `whom` is the same for all of one side."""

    account_id: UUID
    currency: str
    day: date
    amount: Decimal
    whom: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """Payments that come again, the earliest first, and when the next one is expected."""

    payments: Sequence[Payment]
    period: Period
    next_on: date
    active: bool

    @property
    def first(self) -> Payment:
        return self.payments[0]

    @property
    def latest(self) -> Payment:
        return self.payments[-1]

    @property
    def usual_amount(self) -> Decimal:
        """Return the median; exactly between the two in the middle where their number is even."""
        amounts = sorted(each.amount for each in self.payments)
        below, above = amounts[(len(amounts) - 1) // 2], amounts[len(amounts) // 2]
        return product(total(below, above), HALF)

    @property
    def drift(self) -> Decimal:
        """Return the ratio of the latest amount to the first, rounded."""
        return rounded(Fraction(self.latest.amount) / Fraction(self.first.amount), DECIMALS)


def recurring(payments: Iterable[Payment], *, today: date) -> list[Recurring]:
    """Return what comes again, what is still expected first, then by the day of the next one."""
    by_side: dict[tuple[UUID, str, bool, str], list[Payment]] = defaultdict(list)
    for each in payments:
        if each.amount and each.whom:
            by_side[each.account_id, each.currency, each.amount > 0, each.whom].append(each)
    found = [series for side in by_side.values() for series in _of_one_side(side, today=today)]
    return sorted(
        found, key=lambda each: (not each.active, each.next_on, each.latest.whom, each.latest.amount)
    )


def _of_one_side(side: Sequence[Payment], *, today: date) -> Iterator[Recurring]:
    together = _series(side, today=today)
    if together is not None:
        yield together
        return
    parts = list(_of_similar_amounts(side))
    if len(parts) > 1:
        yield from filter(None, (_series(part, today=today) for part in parts))


def _of_similar_amounts(side: Sequence[Payment]) -> Iterator[list[Payment]]:
    rising = sorted(side, key=lambda each: each.amount.copy_abs())
    part = rising[:1]
    for below, above in pairwise(rising):
        if abs(Fraction(above.amount) / Fraction(below.amount)) > SIMILAR:
            yield part
            part = []
        part.append(above)
    yield part


def _series(payments: Sequence[Payment], *, today: date) -> Recurring | None:
    ordered = sorted(payments, key=lambda each: each.day)
    if len(ordered) < 2:
        return None
    sizes = [abs(Fraction(each.amount)) for each in ordered]
    rhythm = rhythm_of([each.day for each in ordered], alike=max(sizes) / min(sizes) <= ALIKE)
    if rhythm is None:
        return None
    next_on = rhythm.next_after(ordered[0].day)
    return Recurring(
        payments=ordered,
        period=rhythm.period,
        next_on=next_on,
        active=today <= next_on + half_of(rhythm.period),
    )
