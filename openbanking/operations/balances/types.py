"""The words a balance type may be asked for by."""

from __future__ import annotations

from collections.abc import Sequence

from contracts import fields

# What other standards call the same balances (Berlin Group, ISO 20022, Plaid).
ALIASES = {
    "current": ["booked", "ledger", "interimBooked", "closingBooked", "ITBD", "CLBD"],
    "available": ["interimAvailable", "ITAV"],
    "expected": ["coming", "coming_balance", "pending", "XPCD"],
}
CANONICAL = {kind: kind for kind in ALIASES} | {
    word: kind for kind, words in ALIASES.items() for word in words
}


def balance_types_field(help_text: str) -> fields.List:
    """Return the optional `balanceTypes` of operations on balances."""
    return fields.List(child=fields.Choice(list(CANONICAL)), required=False, help_text=help_text)


def canonical(words: Sequence[str] | None) -> set[str] | None:
    """Return the canonical types of these words; None, which means all types, stays None."""
    return None if words is None else {CANONICAL[word] for word in words}


def balance_type_field(help_text: str) -> fields.Choice:
    """Return the optional `balanceType` of an operation on one of them."""
    return fields.Choice(list(CANONICAL), required=False, help_text=help_text)


def canonical_type(word: str) -> str:
    """Return the canonical type of a word."""
    return CANONICAL[word]
