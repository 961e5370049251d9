"""Net worth at both ends of an overview's period: what there was, why it changed, what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from openbanking.models import Account, Tenant
from openbanking.networth.accounts import accounts_of
from openbanking.networth.changes import postings_of
from openbanking.networth.days import end_of
from openbanking.networth.manual_accounts import manual_positions
from openbanking.networth.positions import Position, positions_of
from openbanking.networth.postings import Amounts, Part, sums_of
from openbanking.networth.steps import Point, points_of, steps_of
from openbanking.overview.period import DAY, Span

# By whether a figure is missing at the start, and at the end.
REASONS = {
    (True, True): "No balance is known at the start, nor at the end; it is counted at neither.",
    (True, False): "No balance is known at the start; it is not counted there.",
    (False, True): "No balance is known at the end; it is not counted there.",
}
# As `openbanking.networth.changes` names them; nothing is converted, so no rate moves anything.
PARTS = {
    Part.EXTERNAL_FLOWS: "externalFlows",
    Part.TRANSFERS: "transfers",
    Part.INCOME: "income",
    Part.FEES: "fees",
    Part.MARKET_MOVEMENT: "marketMovement",
    Part.APPEARED: "appeared",
    Part.GONE: "gone",
    Part.CORRECTIONS: "corrections",
    Part.UNEXPLAINED: "unexplained",
}
NOTHING = Point(assets=Decimal(0), liabilities=Decimal(0), accounts=0, missing=0)
UNMOVED: Amounts = dict.fromkeys(Part, Decimal(0))


def net_worth(
    tenant: Tenant, accounts: Sequence[Account] | None, span: Span, *, known_at: datetime
) -> dict[str, Any]:
    """Return what a tenant was worth at the end of the day before a period, and at the end of it.

    All that it owns and owes, or what is on these accounts. The parts of a change lead from what it
    opened with, as each figure of that time was first learned, to what it closed with, exactly.
    """
    among = None if accounts is None else {each.pk for each in accounts}
    days = span.first - DAY, span.last
    positions = _positions(tenant, days, known_at=known_at, among=among)
    points = points_of((step for each in positions for step in steps_of(each)), len(days))
    changes = sums_of(postings_of(tenant, *days, known_at=known_at, among=among))
    narrowed = {} if among is None else {"accountIds": sorted(str(each) for each in among)}
    return narrowed | {
        "currencies": [
            {
                "currency": code,
                "start": _end(days[0], points[code][0] if code in points else NOTHING),
                "end": _end(days[1], points[code][1] if code in points else NOTHING),
                "change": _change(changes.get(code, UNMOVED)),
            }
            for code in sorted({*points, *changes})
        ],
        "leftOut": list(_missing(positions)),
    }


def _positions(
    tenant: Tenant, days: Iterable[date], *, known_at: datetime, among: Collection[UUID] | None
) -> list[Position]:
    instants = [end_of(day) for day in days]
    accounts = accounts_of(tenant, known_at=known_at, among=among)
    return [
        *positions_of(accounts, instants, known_at=known_at),
        *manual_positions(tenant, instants, known_at=known_at, among=among),
    ]


def _end(day: date, point: Point) -> dict[str, Any]:
    return {
        "date": day.isoformat(),
        "assets": point.assets,
        "liabilities": point.liabilities,
        "net": point.net,
        "accounts": point.accounts,
        "missing": point.missing,
    }


def _change(amounts: Amounts) -> dict[str, Any]:
    return {
        "opening": amounts[Part.OPENING],
        "parts": [
            {"part": name, "amount": amounts[part]} for part, name in PARTS.items() if amounts[part]
        ],
        "closing": amounts[Part.CLOSING],
    }


def _missing(positions: Iterable[Position]) -> Iterator[dict[str, str]]:
    for position in positions:
        start, end = (held is None for held in position.held)
        if start or end:
            yield {"accountId": str(position.account.id), "reason": REASONS[start, end]}
