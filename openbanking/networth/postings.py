"""What a change of net worth is written down in: amounts under headings, and their sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from openbanking.fields import total


class Part(StrEnum):
    """The two ends, and everything that leads from the one to the other."""

    OPENING = "opening"
    CLOSING = "closing"
    EXTERNAL_FLOWS = "external_flows"
    TRANSFERS = "transfers"
    INCOME = "income"
    FEES = "fees"
    MARKET_MOVEMENT = "market_movement"
    CURRENCY_MOVEMENT = "currency_movement"
    APPEARED = "appeared"
    GONE = "gone"
    CORRECTIONS = "corrections"
    UNEXPLAINED = "unexplained"


class Posting(NamedTuple):
    """An amount, signed, in a currency, and the day by whose rate it is converted where asked."""

    part: Part
    currency: str
    amount: Decimal
    day: date


# What there is of each part in one currency.
Amounts = Mapping[Part, Decimal]


def sums_of(postings: Iterable[Posting]) -> dict[str, Amounts]:
    """Return the sum of each part, by currency."""
    found: dict[str, dict[Part, list[Decimal]]] = defaultdict(lambda: {part: [] for part in Part})
    for posting in postings:
        found[posting.currency][posting.part].append(posting.amount)
    return {
        currency: {part: total(*amounts) for part, amounts in found[currency].items()}
        for currency in sorted(found)
    }
