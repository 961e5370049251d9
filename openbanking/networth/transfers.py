"""Transfers between accounts of one tenant: what leaves one of them and arrives on another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from openbanking.networth.entries import Entry

ARRIVES_WITHIN = timedelta(days=5)


class Leg(NamedTuple):
    """What may be one side of a transfer: an entry of an account, in a currency."""

    account: UUID
    currency: str
    entry: Entry


class _Pair(NamedTuple):
    """Two sides that may belong together; those that are first in order do."""

    days_apart: int
    left: UUID
    arrived: UUID


def transfers_among(legs: Iterable[Leg]) -> set[UUID]:
    """Return the ids of the entries that are transfers, which are matched two by two.

    The two are of opposite amounts in one currency, on different accounts, at most five days apart.
    Those fewest days apart are matched first, and of those the ones that were recorded first.
    """
    left: dict[tuple[str, Decimal], list[Leg]] = defaultdict(list)
    arrived: dict[tuple[str, Decimal], list[Leg]] = defaultdict(list)
    for leg in legs:
        if leg.entry.amount:
            side = left if leg.entry.amount < 0 else arrived
            side[leg.currency, leg.entry.amount.copy_abs()].append(leg)
    pairs = [pair for key in left.keys() & arrived.keys() for pair in _pairs(left[key], arrived[key])]
    found: set[UUID] = set()
    for pair in sorted(pairs):
        if pair.left not in found and pair.arrived not in found:
            found |= {pair.left, pair.arrived}
    return found


def _pairs(left: Iterable[Leg], arrived: Iterable[Leg]) -> Iterator[_Pair]:
    """Yield those of one amount that may belong together."""
    by_day: dict[int, list[Leg]] = defaultdict(list)
    for leg in arrived:
        by_day[leg.entry.day.toordinal()].append(leg)
    for one in left:
        day = one.entry.day.toordinal()
        for apart in range(-ARRIVES_WITHIN.days, ARRIVES_WITHIN.days + 1):
            for other in by_day.get(day + apart, ()):
                if other.account != one.account:
                    yield _Pair(abs(apart), one.entry.id, other.entry.id)
