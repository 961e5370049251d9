"""What a family owns and owes now, by currency and, where it is asked for, in one."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from contracts import problems
from openbanking.dashboard.family import FamilyPage
from openbanking.operations.networth.get import NetWorthAnswer

# What most families may want to see everything in, beside the currencies they have.
USUAL = ("EUR", "CHF", "GBP", "USD")


def worth_of(page: FamilyPage) -> NetWorthAnswer:
    """Return the net worth, also in the currency that the address asks for, where that is one."""
    wanted = wanted_currency(page)
    try:
        return page.ask("openbanking.networth.get", NetWorthAnswer, currency=wanted)
    except problems.Invalid:
        # The address was written by hand: what is no currency converts nothing.
        return page.ask("openbanking.networth.get", NetWorthAnswer)


def wanted_currency(page: FamilyPage) -> str | None:
    """Return in which currency the address asks to see everything; None where in each by itself."""
    return page.request.GET.get("in") or None


def offered_currencies(held: Sequence[str]) -> list[str]:
    """Return what everything can be shown in: the usual ones and those of the family, ours first."""
    others = sorted({*USUAL, *held} - {settings.DEFAULT_CURRENCY})
    return [settings.DEFAULT_CURRENCY, *others]
