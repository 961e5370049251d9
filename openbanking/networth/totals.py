"""Sums of what is owned and owed at one instant, by currency and whatever else is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from openbanking.balances.kinds import is_liability
from openbanking.fields import total
from openbanking.networth.positions import Absent, Position

Key = TypeVar("Key", bound=Hashable)


@dataclass(slots=True)
class Sum:
    """Amounts of one currency: what is owned, and what is owed, which is negative."""

    owned: list[Decimal] = field(default_factory=list)
    owed: list[Decimal] = field(default_factory=list)
    stale: list[Decimal] = field(default_factory=list)
    missing: int = 0

    @property
    def assets(self) -> Decimal:
        """Return the sum of what is owned."""
        return total(*self.owned)

    @property
    def liabilities(self) -> Decimal:
        """Return the sum of what is owed, with its sign."""
        return total(*self.owed)

    @property
    def net(self) -> Decimal:
        """Return what is owned less what is owed."""
        return total(*self.owned, *self.owed)

    @property
    def stale_part(self) -> Decimal:
        """Return how much of what is owned and owed, both without their sign, is stale."""
        return total(*(amount.copy_abs() for amount in self.stale))

    @property
    def accounts(self) -> int:
        """Return how many accounts are counted: those with a figure."""
        return len(self.owned) + len(self.owed)


def totals_of(
    positions: Iterable[Position],
    key: Callable[[Position], Key],
    *,
    is_stale: Callable[[Position], bool] = lambda position: False,
) -> dict[tuple[Key, str], Sum]:
    """Return the sums at the first instant by the key and the currency."""
    sums: dict[tuple[Key, str], Sum] = defaultdict(Sum)
    for position in positions:
        held = position.held[0]
        if isinstance(held, Absent):
            continue
        added = sums[key(position), position.currency_of(held)]
        if held is None:
            added.missing += 1
            continue
        owed = is_liability(position.account.kind, held.amount)
        (added.owed if owed else added.owned).append(held.amount)
        if is_stale(position):
            added.stale.append(held.amount)
    return sums
