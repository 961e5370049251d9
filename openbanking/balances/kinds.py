"""From Powens' open list of account types to our closed set of kinds, and what each kind counts as."""

from __future__ import annotations

from decimal import Decimal

from openbanking.models import Kind

# Powens, Bank account types page; a live list also has `lep`, `mortgage` and the two credits.
TYPES: dict[Kind, tuple[str, ...]] = {
    Kind.CASH: ("checking", "joint"),
    Kind.SAVINGS: (
        *("savings", "deposit", "livret_a", "livret_b", "ldds", "lep", "csl"),
        *("cel", "pel", "cat"),
    ),
    Kind.SECURITIES: ("market", "pea", "crowdlending"),
    Kind.LIFE_INSURANCE: ("lifeinsurance", "capitalisation"),
    # An employer may have opened a `perco` or an `article83`; what they are for decides.
    Kind.RETIREMENT: ("per", "perp", "perco", "madelin", "article83"),
    Kind.EMPLOYEE_SAVINGS: ("pee", "rsp"),
    Kind.PROPERTY: ("real_estate",),
    Kind.LOANS: ("loan", "mortgage", "consumercredit", "revolvingcredit"),
    Kind.CARDS: ("card",),
    # Powens' own word where the bank does not say.
    Kind.OTHER: ("unknown",),
}
KINDS = {account_type: kind for kind, types in TYPES.items() for account_type in types}


def kind_of(account_type: str) -> Kind:
    """Return the kind of an account of this type at Powens; `other` for a type that is not listed."""
    return KINDS.get(account_type, Kind.OTHER)


def is_listed(account_type: str) -> bool:
    """Tell whether we know what kind a type at Powens is."""
    return account_type in KINDS


def is_liability(kind: Kind, amount: Decimal) -> bool:
    """Tell whether an amount is owed rather than owned: loans, cards, and cash below zero.

    The amount keeps its sign either way; what is owed is negative as banks give it.
    """
    return kind in (Kind.LOANS, Kind.CARDS) or (kind is Kind.CASH and amount < 0)
