"""Why a family's net worth changed in a month, in words and bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext, gettext_noop

from contracts import problems
from openbanking.balances.formatting import drawn
from openbanking.dashboard.family import FamilyPage
from openbanking.dashboard.home.worth import wanted_currency
from openbanking.fields import difference
from openbanking.networth.days import months_after
from openbanking.operations.networth.changes import Change, NetWorthChanges

CAUSES = {
    "external_flows": gettext_noop("Came in, less what went out"),
    "transfers": gettext_noop("Between own accounts, still on the way"),
    "income": gettext_noop("Interest, dividends and gifts of banks"),
    "fees": gettext_noop("Fees, interest and insurance paid"),
    "market_movement": gettext_noop("Markets and valuations"),
    "currency_movement": gettext_noop("Exchange rates"),
    "appeared": gettext_noop("Accounts that are new here"),
    "gone": gettext_noop("Accounts that are gone"),
    "corrections": gettext_noop("Corrected afterwards"),
    "unexplained": gettext_noop("Not explained by transactions"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A part of a change: what it is, and a bar of it, from the middle of 100 to the left or right."""

    name: str
    amount: Decimal
    start: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Why net worth in one currency changed between two days; the causes are the change, exactly."""

    change: Change
    causes: Sequence[Cause]

    @property
    def difference(self) -> Decimal:
        """Return by how much it changed."""
        return difference(self.change.closing, self.change.opening)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The changes since a day, one for each currency or all in one, or why they cannot be told."""

    since: date
    changes: Sequence[Explained]
    trouble: str = ""


def explained_of(page: FamilyPage) -> Explanation:
    """Return why net worth changed in the last month, in the currency that the address asks for."""
    today, wanted = page.now.date(), wanted_currency(page)
    since = months_after(today, -1)
    try:
        answer = page.ask(
            "openbanking.networth.changes", NetWorthChanges, from_=since, to=today, currency=wanted
        )
    except problems.Invalid:
        trouble = gettext("Some rates are missing: why it changed cannot be told in one currency.")
        return Explanation(since=since, changes=[], trouble=trouble)
    # Where one is asked for, all currencies in it come last.
    changes = answer.changes if wanted is None else answer.changes[-1:]
    return Explanation(since=since, changes=[_explained(each) for each in changes])


def _explained(change: Change) -> Explained:
    amounts = {name: getattr(change, name) for name in CAUSES}
    largest = max(abs(drawn(amount)) for amount in amounts.values())
    causes = [_cause(CAUSES[name], amount, largest) for name, amount in amounts.items() if amount]
    return Explained(change=change, causes=causes)


def _cause(name: str, amount: Decimal, largest: float) -> Cause:
    width = 50 * abs(drawn(amount)) / largest
    start = 50 - width if amount < 0 else 50
    return Cause(name=gettext(name), amount=amount, start=round(start, 2), width=round(width, 2))
