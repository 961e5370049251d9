"""The numbers that the first page begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from openbanking.admin.addresses import list_of, seen
from openbanking.admin.index.attention import Table
from openbanking.admin.index.runs import Runs
from openbanking.balances.freshness import Freshness, freshness_counts
from openbanking.models import Account, Connection, QuarantinedReading


@dataclass(frozen=True, slots=True)
class Card:
    """A number with what it counts and where that is listed."""

    title: str
    number: str
    about: str
    href: str


def cards(
    request: HttpRequest,
    *,
    connections: Sequence[Connection],
    needing: Table,
    review: Sequence[tuple[str, Table]],
    ran: Runs,
    now: datetime,
) -> list[Card]:
    """Return the numbers that say at a glance whether there is something to do."""
    fresh = freshness_counts(seen(request, Account).prefetch_related(None), now=now)  # type: ignore[arg-type]
    connected = sum(each.vanished_at is None for each in connections)
    stale, accounts = fresh[Freshness.STALE], sum(fresh.values())
    open_questions = sum(table.count for _, table in review)
    first = next((table.href for _, table in review if table.count), list_of(QuarantinedReading))
    return [
        Card("Banks that need someone", f"{needing.count}", f"of {connected} connected", needing.href),
        Card(
            "Stale accounts",
            f"{stale}",
            f"of {accounts} that are read",
            list_of(Account, freshness="stale"),
        ),
        Card("To decide", f"{open_questions}", "readings, sums, accounts", first),
        Card("Last sync", ran.last_status or "None yet", ran.last, ran.href),
    ]
