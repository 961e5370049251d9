"""By how much sums change, and when: what a series is added up from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from openbanking.balances.kinds import is_liability
from openbanking.fields import difference, total
from openbanking.networth.figures import Figure
from openbanking.networth.positions import ABSENT, Absent, Held, Position

ZERO = Decimal(0)


class Step(NamedTuple):
    """By how much the sums of a currency change at an instant, which is given by its number."""

    at: int
    currency: str
    assets: Decimal = ZERO
    liabilities: Decimal = ZERO
    accounts: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """The sums of one currency at one instant."""

    assets: Decimal
    liabilities: Decimal
    accounts: int
    missing: int

    @property
    def net(self) -> Decimal:
        """Return what is owned less what is owed."""
        return total(self.assets, self.liabilities)


def steps_of(position: Position) -> Iterator[Step]:
    """Yield how an account changes the sums: what it held is taken away, what it holds is added."""
    before: Held = ABSENT
    for index, held in enumerate(position.held):
        if held is before:
            continue
        if not isinstance(before, Absent):
            yield _step(position, before, index, leaves=True)
        if not isinstance(held, Absent):
            yield _step(position, held, index, leaves=False)
        before = held


def points_of(steps: Iterable[Step], count: int) -> dict[str, list[Point]]:
    """Return the sums at so many instants that the steps lead to, by currency."""
    found: dict[str, list[list[Step]]] = defaultdict(lambda: [[] for _ in range(count)])
    for step in steps:
        found[step.currency][step.at].append(step)
    return {
        currency: list(accumulate(map(added_up, found[currency]), _and)) for currency in sorted(found)
    }


def added_up(sums: Collection[Point | Step]) -> Point:
    """Return all of these sums, of one currency, as one."""
    return Point(
        assets=total(*(each.assets for each in sums)),
        liabilities=total(*(each.liabilities for each in sums)),
        accounts=sum(each.accounts for each in sums),
        missing=sum(each.missing for each in sums),
    )


def _and(before: Point, change: Point) -> Point:
    return Point(
        assets=total(before.assets, change.assets),
        liabilities=total(before.liabilities, change.liabilities),
        accounts=before.accounts + change.accounts,
        missing=before.missing + change.missing,
    )


def _step(position: Position, held: Figure | None, index: int, *, leaves: bool) -> Step:
    currency, one = position.currency_of(held), -1 if leaves else 1
    if held is None:
        return Step(index, currency, missing=one)
    amount = difference(ZERO, held.amount) if leaves else held.amount
    if is_liability(position.account.kind, held.amount):
        return Step(index, currency, liabilities=amount, accounts=one)
    return Step(index, currency, assets=amount, accounts=one)
