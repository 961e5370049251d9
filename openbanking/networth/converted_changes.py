"""A change of net worth in one currency: each amount by the rate of its day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from openbanking.fields import difference, total
from openbanking.networth.postings import Amounts, Part, Posting
from openbanking.rates import Conversion, RateTable


class RatesMissing(Exception):
    """There is no rate of some currencies on a day that needs one, nor on the seven before."""

    def __init__(self, currencies: Collection[str]) -> None:
        super().__init__(sorted(currencies))
        self.currencies = sorted(currencies)


def converted(postings: Iterable[Posting], currency: str, *, first: date, last: date) -> Amounts:
    """Return the sum of each part over all currencies in one of them; raises RatesMissing.

    Each sum is exact until it is rounded once, to the decimals of the currency. What is left between
    the two ends after that is what the rates did, and the roundings with it.
    """
    amounts = [each for each in postings if each.amount]
    table = RateTable.between(first, last, {currency, *(each.currency for each in amounts)})
    sums, missing = dict.fromkeys(Part, Fraction(0)), set[str]()
    for each in amounts:
        exact = table.convert(each.amount, each.currency, to=currency, day=each.day)
        if exact is None:
            missing |= _without_rate(table, {each.currency, currency}, each.day)
        else:
            sums[each.part] += exact.amount
    if missing:
        raise RatesMissing(missing)
    shown = {part: Conversion(exact, currency, ()).shown for part, exact in sums.items()}
    return shown | {Part.CURRENCY_MOVEMENT: _left(shown)}


def _without_rate(table: RateTable, currencies: Collection[str], day: date) -> set[str]:
    return {each for each in currencies if table.convert(Decimal(1), each, to="EUR", day=day) is None}


def _left(shown: Amounts) -> Decimal:
    """Return what the parts do not lead from the one end to the other by."""
    said = total(*(shown[part] for part in Part if part is not Part.CLOSING))
    return difference(shown[Part.CLOSING], said)
