"""Which kinds of account can hold what (Powens, Bank account types page and others)."""

from __future__ import annotations

from openbanking.balances.kinds import TYPES
from openbanking.models import Kind

LOANS = frozenset(TYPES[Kind.LOANS])
# Kinds that are one amount and no lines.
WITHOUT_LINES = LOANS.union(*(TYPES[kind] for kind in (Kind.CARDS, Kind.CASH, Kind.SAVINGS)))
EMPLOYEE_SAVINGS = frozenset({"article83", "pee", "per", "perco", "rsp"})
# Contracts and plans, whose lines are funds but for a few securities that have a ticker.
OF_FUNDS = EMPLOYEE_SAVINGS | {"capitalisation", "lifeinsurance", "madelin", "perp"}
TRADED_ON = frozenset({"market", "pea"})


def can_hold_lines(kind: str) -> bool:
    """Tell whether an account of this kind may have lines.

    Powens' list of kinds is open: one that is not known may, so that nothing it holds is missed.
    """
    return kind not in WITHOUT_LINES


def can_have_pockets(kind: str) -> bool:
    """Tell whether its lines may be divided by when they can be had."""
    return kind in EMPLOYEE_SAVINGS


def can_have_orders(kind: str) -> bool:
    """Tell whether orders are given on it."""
    return kind in TRADED_ON


def can_have_schedule(kind: str) -> bool:
    """Tell whether it is paid back by a schedule."""
    return kind in LOANS
