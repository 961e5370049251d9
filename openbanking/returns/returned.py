"""What accounts of one currency returned together, and what to know of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from openbanking.fields import total
from openbanking.models import Nature
from openbanking.returns.caveats import Caveat
from openbanking.returns.investments import Investment
from openbanking.returns.money_weighted import annualised, money_weighted
from openbanking.returns.time_weighted import Value, time_weighted

# Of less of the value a return is credible and wrong.
ENOUGH = Fraction(95, 100)


@dataclass(frozen=True, slots=True)
class Rates:
    """Returns as ratios, exact or far closer than what is shown; None where none can be told."""

    by_time: Fraction | None = None
    by_money: Fraction | None = None
    a_year: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What came of accounts between two days."""

    rates: Rates
    coverage: Fraction
    external_flows: Decimal
    income: Decimal
    fees: Decimal
    caveats: Sequence[Caveat]


def returned(investments: Sequence[Investment], first: date, last: date) -> Returned:
    """Return what accounts of one currency returned together from the end of one day to another's.

    Those that figures do not cover are left out; where that is too much of the value, no return is told.
    """
    covered = [each for each in investments if each.is_covered]
    coverage = _coverage(investments, covered)
    caveats = set[Caveat]()
    if coverage < ENOUGH:
        caveats.add(Caveat.NOT_COVERED)
    elif len(covered) < len(investments):
        caveats.add(Caveat.PARTLY_COVERED)
    rates = Rates() if coverage < ENOUGH else _rates(covered, first, last, caveats)
    return Returned(
        rates=rates,
        coverage=coverage,
        external_flows=_booked(covered, Nature.EXTERNAL),
        income=_booked(covered, Nature.INCOME),
        fees=_booked(covered, Nature.FEE),
        caveats=[each for each in Caveat if each in caveats],
    )


def _coverage(investments: Sequence[Investment], covered: Sequence[Investment]) -> Fraction:
    """Return which share of the value figures cover; without any value, whether they cover all."""
    value = total(*(each.weight for each in investments))
    if not value:
        return Fraction(len(covered) == len(investments))
    return Fraction(total(*(each.weight for each in covered))) / Fraction(value)


def _rates(covered: Sequence[Investment], first: date, last: date, caveats: set[Caveat]) -> Rates:
    """Return the returns of accounts whose movement is known, and note what to know of them."""
    opening, closing = (
        Value(day, total(*(figure.amount for each in covered if (figure := each.worth[day]))))
        for day in (first, last)
    )
    flows = _flows(covered)
    before = _before(covered, flows)
    by_time = time_weighted(opening, closing, flows, before)
    by_money = money_weighted(opening, closing, flows)
    a_year = None if by_money is None else annualised(by_money, (last - first).days)
    if flows.keys() - before.keys():
        caveats.add(Caveat.APPROXIMATED)
    if by_time is None:
        caveats.add(Caveat.WITHOUT_VALUE)
    if by_money is None:
        caveats.add(Caveat.NO_SINGLE_RATE)
    elif a_year is None:
        caveats.add(Caveat.TOO_SHORT)
    return Rates(
        by_time,
        None if by_money is None else Fraction(by_money),
        None if a_year is None else Fraction(a_year),
    )


def _flows(covered: Sequence[Investment]) -> Mapping[date, Decimal]:
    """Return what crossed the border of all of them by day; what stayed between them is none."""
    by_day: dict[date, list[Decimal]] = defaultdict(list)
    for each in covered:
        for entry in each.flows:
            by_day[entry.day].append(entry.amount)
    summed = {day: total(*amounts) for day, amounts in by_day.items()}
    return {day: amount for day, amount in summed.items() if amount}


def _before(covered: Sequence[Investment], flows: Mapping[date, Decimal]) -> Mapping[date, Decimal]:
    """Return what all of them were worth before each flow, where every one's figure says so."""
    found: dict[date, Decimal] = {}
    for day in flows:
        amounts = [each.before(day) for each in covered]
        known = [amount for amount in amounts if amount is not None]
        if len(known) == len(amounts):
            found[day] = total(*known)
    return found


def _booked(covered: Sequence[Investment], nature: Nature) -> Decimal:
    return total(*(entry.amount for each in covered for entry in each.entries if entry.nature is nature))
