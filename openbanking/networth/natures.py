"""What a transaction is to its account: by a person's ruling, the bank's wording or Powens' type."""

from __future__ import annotations

import re
import unicodedata
from typing import Protocol

from openbanking.models import Nature

# Powens, transaction types; what is not listed crosses the account's border.
TYPES = {
    Nature.TRADE: ("market_order", "arbitrage"),
    Nature.INCOME: ("profit",),
    Nature.FEE: ("bank", "market_fee", "fee"),
}
BY_TYPE = {each: nature for nature, types in TYPES.items() for each in types}
# What banks write, folded. A gift of the insurer comes typed as a deposit, a sale as unknown.
BY_WORDING = {
    Nature.INCOME: re.compile(r"\bboost sur versement\b|\bparticipations? aux benefices\b"),
    Nature.TRADE: re.compile(r"\b(vente|achat) (au )?comptant\b"),
}
# A payout says that something is paid out, not what it is.
PAYOUT, PAID_OUT = "payout", re.compile(r"\b(interets?|interests?|dividend(s|es?)?|coupons?)\b")


class Worded(Protocol):
    """A transaction with what its nature is told by, named as its columns."""

    @property
    def own_nature(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def original_wording(self) -> str: ...
    @property
    def simplified_wording(self) -> str: ...


def nature_of(row: Worded) -> Nature:
    """Return what a transaction is to its account."""
    if row.own_nature:
        return Nature(row.own_nature)
    wording = row.original_wording or row.simplified_wording
    return nature_by_wording(wording, BY_TYPE.get(row.type, Nature.EXTERNAL), row.type)


def nature_by_wording(wording: str, otherwise: Nature = Nature.EXTERNAL, type: str = "") -> Nature:
    """Return what the bank's wording says, or what is given where it says nothing."""
    folded = _folded(wording)
    for nature, pattern in BY_WORDING.items():
        if pattern.search(folded):
            return nature
    return Nature.INCOME if type == PAYOUT and PAID_OUT.search(folded) else otherwise


def _folded(wording: str) -> str:
    """Return a wording without capitals, accents and more than one blank in a row."""
    apart = unicodedata.normalize("NFKD", wording)
    letters = "".join(each for each in apart if not unicodedata.combining(each))
    return " ".join(letters.casefold().split())
