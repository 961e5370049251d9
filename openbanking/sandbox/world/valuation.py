"""What a line is worth and has gained, to the cent, where it follows from its units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from openbanking.sandbox.world.amounts import EXACT, difference, product, quotient, total
from openbanking.sandbox.world.catalogue import CURRENCIES
from openbanking.sandbox.world.model import Account
from openbanking.sandbox.world.wealth import Investment, InvestmentValue, Pocket

RATIO = Decimal("0.000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Worth and gain of a line or of several, in one currency; gains come with what they began from."""

    valuation: Decimal | None
    diff: Decimal | None
    prev_diff: Decimal | None
    diff_base: Decimal | None
    prev_base: Decimal | None

    @property
    def diff_percent(self) -> Decimal | None:
        """Return the gain as a ratio of the cost: 0.17 is 17 %."""
        return ratio(self.diff, self.diff_base)

    @property
    def prev_diff_percent(self) -> Decimal | None:
        return ratio(self.prev_diff, self.prev_base)


def figures_of(line: Investment, currency: str | None) -> Figures:
    """Return a line's figures in its account's currency; what does not follow is None."""
    worth = worth_of(line, currency)
    cost = _times(line.quantity, line.unitprice, currency)
    diff = line.diff if line.diff is not None else gain(worth, cost)
    before = previous_value(line)
    previous = _times(line.quantity, before.unitvalue if before else None, currency)
    return Figures(
        valuation=worth,
        diff=diff,
        prev_diff=gain(worth, previous),
        diff_base=gain(worth, diff),
        prev_base=previous,
    )


def summed(figures: Iterable[Figures]) -> Figures:
    """Add the figures of lines in one currency up; what a line lacks adds nothing."""
    lines = list(figures)
    return Figures(
        valuation=total(*(each.valuation for each in lines)),
        diff=total(*(each.diff for each in lines)),
        prev_diff=total(*(each.prev_diff for each in lines)),
        diff_base=total(*(each.diff_base for each in lines)),
        prev_base=total(*(each.prev_base for each in lines)),
    )


def worth_of(line: Investment, currency: str | None) -> Decimal | None:
    """Return what a line is worth: what the bank says, or its units at their value."""
    if line.valuation is not None:
        return line.valuation
    return _times(line.quantity, line.unitvalue, currency)


def original_worth(line: Investment, unit: Decimal | None) -> Decimal | None:
    """Return a line's units at a value, or a price, in the security's own currency."""
    return _times(line.quantity, unit, line.original_currency)


def pocket_worth(pocket: Pocket, account: Account) -> Decimal | None:
    line = account.investments.get(pocket.id_investment)
    if pocket.value is not None or line is None:
        return pocket.value
    return _times(pocket.quantity, line.unitvalue, account.currency)


def lines_worth(account: Account) -> Decimal:
    """Return the sum of an account's lines, which need not be its balance."""
    return total(*(worth_of(each, account.currency) for each in account.live_investments()))


def previous_value(line: Investment) -> InvestmentValue | None:
    """Return the last known value of a unit before the present one."""
    for each in reversed(line.values):
        if line.vdate is not None and each.vdate < line.vdate:
            return each
    return None


def ratio(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Return a share of a whole as Powens writes it: 1 is 100 %."""
    return None if part is None or not whole else quotient(part, whole, step=RATIO)


def gain(amount: Decimal | None, base: Decimal | None) -> Decimal | None:
    """Return what an amount has gained on a base; None where either is unknown."""
    return None if amount is None or base is None else difference(amount, base)


def _times(quantity: Decimal | None, unit: Decimal | None, currency: str | None) -> Decimal | None:
    if quantity is None or unit is None:
        return None
    known = CURRENCIES.get(currency or "EUR")
    return product(quantity, unit, step=Decimal(1).scaleb(-(known.precision if known else 2), EXACT))
