"""Repayments of loans: what of them pays the debt back, and what is its price."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from openbanking.fields import difference
from openbanking.networth.entries import Entry

# Powens, transaction types; the second is an older name.
TYPES = ("loan_repayment", "loan_payment")


class Repayment(NamedTuple):
    """A repayment in its two parts, neither with a sign."""

    day: date
    principal: Decimal
    cost: Decimal


def is_repayment(entry: Entry) -> bool:
    """Tell whether an entry is typed as paying a loan back."""
    return entry.type in TYPES and entry.amount < 0


def divided(entries: Iterable[Entry], shrunk: Decimal) -> Iterator[Repayment]:
    """Divide repayments by how much the debts shrank meanwhile: as much of them is principal.

    What they exceed it by is interest and insurance. The earliest pay the debt back first, since no
    bank says how each is made up.
    """
    left = shrunk
    for entry in sorted(entries, key=lambda entry: (entry.day, entry.id)):
        paid = entry.amount.copy_abs()
        principal = min(paid, left)
        left = difference(left, principal)
        yield Repayment(entry.day, principal, difference(paid, principal))
