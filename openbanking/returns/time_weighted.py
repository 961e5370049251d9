"""The time-weighted return: how what is held did, whatever came in or went out meanwhile.

Time is cut wherever money crosses the border and the value just before is known, and the returns of the
pieces are chained. Money that crosses where it is not known stays inside its piece, weighted by the part
of it that it was there for (Modified Dietz): exact where the value moves evenly, an approximation
otherwise. Money counts from the beginning of its day; values are those of the ends of days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Value:
    """What something was worth at the end of a day."""

    day: date
    amount: Decimal


@dataclass(slots=True)
class _Piece:
    """A piece of time: what was there at the end of a day, and what came or went on days after it."""

    day: date
    amount: Fraction
    flows: dict[date, Decimal] = field(default_factory=dict)

    def factor(self, end: date, amount: Decimal) -> Fraction | None:
        """Return what one became by the end of a day; None where there was nothing it could come of."""
        gain = Fraction(amount) - self.amount - sum(map(Fraction, self.flows.values()))
        length = (end - self.day).days
        base = self.amount + sum(
            Fraction(flow) * Fraction((end - day).days + 1, length) for day, flow in self.flows.items()
        )
        if base > 0:
            grown = 1 + gain / base
            return grown if grown >= 0 else None
        return None if gain else Fraction(1)


def time_weighted(
    opening: Value, closing: Value, flows: Mapping[date, Decimal], before: Mapping[date, Decimal]
) -> Fraction | None:
    """Return the return from the end of one day to that of another, as a ratio; None without a base.

    `flows` is what came in or, negative, went out by day, after the first and up to the last. `before`
    is the value at the end of the day before a flow, for those flows where it is known.
    """
    piece, grown = _Piece(opening.day, Fraction(opening.amount)), Fraction(1)
    for day in sorted(flows):
        if day in before and day - DAY > piece.day:
            factor = piece.factor(day - DAY, before[day])
            if factor is None:
                return None
            grown *= factor
            piece = _Piece(day - DAY, Fraction(before[day]))
        piece.flows[day] = flows[day]
    factor = piece.factor(closing.day, closing.amount)
    return None if factor is None else grown * factor - 1
