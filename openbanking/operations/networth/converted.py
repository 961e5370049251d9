"""A net worth in one currency: never without the rates it was converted by, and what has none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Protocol

from contracts import Record, Values, fields
from openbanking.fields import total
from openbanking.operations.currencies import currency_field
from openbanking.rates import Rate, RateTable


class RateRecord(Record):
    """A rate that was used."""

    currency = currency_field("The currency.")
    rate = fields.Float(help_text="Units of it for one euro.")
    date = fields.Date(help_text="The day it was published for, at most seven days before.")
    source_ = fields.NonEmptyString(help_text="Who published it.")


class ConvertedRecord(Record):
    """What is owned and owed, in one currency."""

    brief = ("currency", "net", "assets", "liabilities", "unconverted")

    currency = currency_field("The currency that was asked for.")
    assets = fields.Float(help_text="What is owned, rounded once to the decimals of the currency.")
    liabilities = fields.Float(help_text="What is owed, negative, rounded once.")
    net = fields.Float(help_text="Assets and liabilities together.")
    rates = RateRecord(many=True, help_text="The rates that were used, through the euro.")
    unconverted = fields.List(
        child=currency_field("The currency."),
        help_text="Currencies without a rate of that day or the seven before; they are not counted.",
    )


class UsedRate(Values, kw_only=True):
    """The values of a RateRecord."""

    currency: str
    rate: Decimal
    date: date
    source_: str


class Converted(Values, kw_only=True):
    """The values of a ConvertedRecord."""

    currency: str
    assets: Decimal
    liabilities: Decimal
    net: Decimal
    rates: list[UsedRate]
    unconverted: list[str]


class Amounts(Protocol):
    """What is owned and owed in a currency."""

    @property
    def currency(self) -> str: ...
    @property
    def assets(self) -> Decimal: ...
    @property
    def liabilities(self) -> Decimal: ...


def conversion_field() -> fields.Currency:
    """Return the optional `currency` of operations that convert."""
    return fields.Currency(
        required=False,
        help_text="Also in this currency, by the reference rates of the day or the nearest before, "
        "seven days at the most. Left out: nothing is converted.",
    )


def converted(amounts: Iterable[Amounts], currency: str, *, day: date) -> Converted:
    """Return amounts of many currencies in one, by the rates of a day."""
    by_currency = {each.currency: each for each in amounts}
    table = RateTable.between(day, day, {*by_currency, currency})
    owned = table.total({code: each.assets for code, each in by_currency.items()}, to=currency, day=day)
    owed = table.total(
        {code: each.liabilities for code, each in by_currency.items()}, to=currency, day=day
    )
    return Converted(
        currency=currency,
        assets=owned.shown,
        liabilities=owed.shown,
        net=total(owned.shown, owed.shown),
        rates=[_used(rate) for rate in sorted({*owned.rates, *owed.rates})],
        unconverted=sorted({*owned.unconverted, *owed.unconverted}),
    )


def _used(rate: Rate) -> UsedRate:
    return UsedRate(currency=rate.currency, rate=rate.units, date=rate.day, source_=rate.source)
