"""Currencies as people name them."""

from __future__ import annotations

from typing import Protocol


class _Metadata(Protocol):
    @property
    def ticker(self) -> str | None: ...


class InCurrency(Protocol):
    """A record in a currency, whose ticker it has in its metadata where there is no code."""

    @property
    def currency(self) -> str: ...

    @property
    def metadata(self) -> _Metadata: ...


def shown_currency(record: InCurrency) -> str:
    """Return the code of a record's currency or, where it has none, the ticker."""
    return record.metadata.ticker or record.currency
