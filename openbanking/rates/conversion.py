"""Amounts in another currency, by the rates of a day: exact until shown, and never without its rates."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Self

from babel.numbers import get_currency_precision

from openbanking.fields import rounded
from openbanking.models import ExchangeRate

EURO = "EUR"
# A day without a rate of its own takes the last one before it, within this.
OLDEST = timedelta(days=7)


@dataclass(frozen=True, slots=True, order=True)
class Rate:
    """A rate as it is used: units of a currency for one euro, on the day they were published for."""

    currency: str
    units: Decimal
    day: date
    source: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """An amount in another currency, not rounded, with the rates it came by: none, one or two."""

    amount: Fraction
    currency: str
    rates: tuple[Rate, ...]

    @property
    def shown(self) -> Decimal:
        """Return the amount rounded once, half to even, to the decimals of its currency."""
        return rounded(self.amount, get_currency_precision(self.currency))


@dataclass(frozen=True, slots=True)
class Total(Conversion):
    """A sum over currencies, and the currencies that are missing from it for want of a rate."""

    unconverted: tuple[str, ...]


class RateTable:
    """The rates of some currencies over some days, in memory."""

    def __init__(self, rates: Iterable[Rate]) -> None:
        self._rates: dict[str, list[Rate]] = defaultdict(list)
        for rate in sorted(rates, key=lambda rate: rate.day):
            self._rates[rate.currency].append(rate)

    @classmethod
    def between(cls, first: date, last: date, currencies: Collection[str]) -> Self:
        """Return what converting amounts of these currencies on these days may take, in one query."""
        oldest = max(first, date.min + OLDEST) - OLDEST
        found = ExchangeRate.objects.filter(
            currency__in=currencies, day__range=(oldest, last)
        ).order_by()
        return cls(Rate(*row) for row in found.values_list("currency", "units", "day", "source"))

    def rate(self, currency: str, day: date) -> Rate | None:
        """Return the rate of the day, or the nearest earlier one within seven days."""
        rates = self._rates.get(currency, [])
        place = bisect_right(rates, day, key=lambda rate: rate.day)
        nearest = rates[place - 1] if place else None
        return nearest if nearest and day - nearest.day <= OLDEST else None

    def convert(self, amount: Decimal, currency: str, *, to: str, day: date) -> Conversion | None:
        """Return an amount in another currency by way of the euro; None where a rate is missing."""
        exact, used = Fraction(amount), list[Rate]()
        if currency == to:
            return Conversion(exact, to, ())
        for code, into_euros in ((currency, True), (to, False)):
            if code == EURO:
                continue
            rate = self.rate(code, day)
            if rate is None:
                return None
            units = Fraction(rate.units)
            exact = exact / units if into_euros else exact * units
            used.append(rate)
        return Conversion(exact, to, tuple(used))

    def total(self, amounts: Mapping[str, Decimal], *, to: str, day: date) -> Total:
        """Add up amounts by currency in one of them; what has no rate is named and not counted."""
        exact, used, missing = Fraction(0), set[Rate](), list[str]()
        for currency, amount in amounts.items():
            converted = self.convert(amount, currency, to=to, day=day)
            if converted is None:
                missing.append(currency)
                continue
            exact += converted.amount
            used |= set(converted.rates)
        return Total(exact, to, tuple(sorted(used)), tuple(sorted(missing)))
