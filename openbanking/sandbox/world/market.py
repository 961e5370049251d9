"""The market: what units are worth from one trading day to the next, always the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from openbanking.sandbox.world.amounts import EXACT, difference, product, quotient, total
from openbanking.sandbox.world.model import Account
from openbanking.sandbox.world.valuation import Figures, figures_of, summed
from openbanking.sandbox.world.wealth import Investment, InvestmentValue

DAY = timedelta(days=1)
UNIT = Decimal("0.0001")
EXCHANGE = Decimal("0.000001")
# How far a day moves a value, in hundredths of a per cent either way; on the whole it rises.
SWING = 90
RISE = 4

NewId = Callable[[], int]


def last_close(today: date) -> date:
    """Return the last trading day before a day: its values are those a bank shows in the morning."""
    on = today - DAY
    while on.weekday() > 4:
        on -= DAY
    return on


def backdate(line: Investment, since: date, new_id: NewId) -> None:
    """Give a line with a unit the values that led to its present one, from a day on."""
    quote = _quote(line)
    if quote is None:
        return
    values = [quote.noted(new_id())]
    while (quote := quote.before()).on >= since:
        values.append(quote.noted(new_id()))
    line.values = values[::-1]


def revalue(account: Account, today: date, new_id: NewId) -> None:
    """Let an account's lines have followed the market up to the last close, and its balance them."""
    with following(account):
        for line in account.live_investments():
            for quote in _quotes_until(line, last_close(today)):
                line.vdate, line.unitvalue, line.rate = quote.on, quote.unitvalue, quote.rate
                line.original_unitvalue = quote.own if quote.rate else None
                line.values.append(quote.noted(new_id()))


def requote(line: Investment, unitvalue: Decimal, today: date, new_id: NewId) -> None:
    """Let a unit be worth something else at the last close, whatever the market says."""
    line.unitvalue, line.vdate = unitvalue, last_close(today)
    if line.rate:
        line.original_unitvalue = quotient(unitvalue, line.rate, step=UNIT)
    line.values = [each for each in line.values if each.vdate < line.vdate]
    if (quote := _quote(line)) is not None:
        line.values.append(replace(quote.noted(new_id()), unitvalue=unitvalue))


@contextmanager
def following(account: Account) -> Iterator[None]:
    """Let an account's balance, worth and gain follow what changes on its lines meanwhile."""
    before = _standing(account)
    yield
    after = _standing(account)
    worth = difference(after.valuation, before.valuation)
    changes = {"balance": worth, "valuation": worth, "diff": difference(after.diff, before.diff)}
    for name, change in changes.items():
        if (amount := getattr(account, name)) is not None:
            setattr(account, name, total(amount, change))


def _standing(account: Account) -> Figures:
    return summed(figures_of(each, account.currency) for each in account.live_investments())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Quote:
    """What a unit is worth on a day, in its own currency, and what that is worth in the account's."""

    name: str
    pair: str
    on: date
    own: Decimal
    rate: Decimal | None

    @property
    def unitvalue(self) -> Decimal:
        return product(self.own, self.rate, step=UNIT) if self.rate else self.own

    def noted(self, number: int) -> InvestmentValue:
        return InvestmentValue(
            id=number,
            vdate=self.on,
            unitvalue=self.unitvalue,
            original_unitvalue=self.own if self.rate else None,
        )

    def before(self) -> _Quote:
        """Return the one of the trading day before."""
        own = quotient(self.own, _factor(self.name, self.on), step=UNIT)
        rate = self.rate and quotient(self.rate, _factor(self.pair, self.on), step=EXCHANGE)
        return _Quote(name=self.name, pair=self.pair, on=last_close(self.on), own=own, rate=rate)

    def after(self) -> _Quote:
        """Return the one of the trading day after."""
        on = self.on + DAY
        while on.weekday() > 4:
            on += DAY
        own = product(self.own, _factor(self.name, on), step=UNIT)
        rate = self.rate and product(self.rate, _factor(self.pair, on), step=EXCHANGE)
        return _Quote(name=self.name, pair=self.pair, on=on, own=own, rate=rate)


def _quote(line: Investment) -> _Quote | None:
    """Return a line's present quote; what has no unit has none."""
    if line.unitvalue is None or line.vdate is None:
        return None
    return _Quote(
        name=line.code or line.label,
        pair=line.original_currency or "",
        on=line.vdate,
        own=line.original_unitvalue or line.unitvalue,
        rate=line.rate,
    )


def _quotes_until(line: Investment, until: date) -> Iterator[_Quote]:
    quote = _quote(line)
    while quote is not None and quote.on < until:
        quote = quote.after()
        yield quote


def _factor(name: str, on: date) -> Decimal:
    """Return what a value is multiplied by on a day: drawn from the name and the day alone."""
    drawn = hashlib.blake2b(f"{name} {on}".encode(), digest_size=4).digest()
    moved = int.from_bytes(drawn) % (2 * SWING + 1) - SWING + RISE
    return total(Decimal(1), Decimal(moved).scaleb(-4, EXACT))
