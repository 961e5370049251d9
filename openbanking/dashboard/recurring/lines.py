"""What comes again, in words, and what it comes to in a month and in a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from urllib.parse import urlencode
from uuid import UUID

from babel.numbers import get_currency_precision
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext

from openbanking.balances.formatting import locale_of_page, ratio_text
from openbanking.fields import difference, product, rounded, total
from openbanking.operations.recurring.list import RecurringMoney
from openbanking.operations.transactions.filters import LONGEST_TEXT

# How often a year, and its name.
PERIODS: dict[str, tuple[int, Promise]] = {
    "weekly": (52, gettext_lazy("every week")),
    "monthly": (12, gettext_lazy("every month")),
    "quarterly": (4, gettext_lazy("every quarter")),
    "yearly": (1, gettext_lazy("every year")),
}
# From here on a change of price is worth a word: half of one per cent.
NOTICEABLE = Decimal("0.005")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecurringLine:
    """Money that comes again; amounts are signed, in `currency`."""

    name: str
    account_id: UUID
    account_name: str
    currency: str
    period: Promise | str
    usual: Decimal
    latest: Decimal
    last_on: date
    next_on: date | None
    occurrences: int
    drift: str
    query: str
    is_in: bool
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What comes again in one currency; a month is a twelfth of a year, rounded."""

    currency: str
    a_month: Decimal
    a_year: Decimal


def line_of(found: RecurringMoney, account_names: Mapping[UUID, str]) -> RecurringLine:
    """Return what comes again as the page shows it."""
    _times, period = PERIODS.get(found.period, (0, found.period))
    return RecurringLine(
        name=found.name,
        account_id=found.account_id,
        account_name=account_names.get(found.account_id, ""),
        currency=found.currency,
        period=period,
        usual=found.usual_amount,
        latest=found.latest_amount,
        last_on=found.last_on,
        next_on=found.next_expected_on,
        occurrences=found.occurrences,
        drift=drift_in_words(found),
        query=urlencode({"text": found.name[:LONGEST_TEXT], "account": str(found.account_id)}),
        is_in=found.direction == "credit",
        is_active=found.active,
    )


def drift_in_words(found: RecurringMoney) -> str:
    """Say by how much the latest amount differs from the first; empty where it hardly does."""
    change = difference(found.drift, Decimal(1))
    if change.copy_abs() < NOTICEABLE:
        return ""
    months = (found.last_on.year - found.first_on.year) * 12 + found.last_on.month - found.first_on.month
    words = {"ratio": ratio_text(change.copy_abs(), locale_of_page()), "since": _since(months)}
    if change > 0:
        return gettext("%(ratio)s more than %(since)s") % words
    return gettext("%(ratio)s less than %(since)s") % words


def sums_of(found: Iterable[RecurringMoney]) -> list[Sum]:
    """Add up what goes on, by currency: the latest amounts, as often as they come in a year."""
    years: dict[str, list[Decimal]] = defaultdict(list)
    for each in found:
        times, _name = PERIODS[each.period]
        years[each.currency].append(product(each.latest_amount, Decimal(times)))
    return [_sum(currency, amounts) for currency, amounts in sorted(years.items())]


def _sum(currency: str, amounts: Sequence[Decimal]) -> Sum:
    a_year = total(*amounts)
    a_month = rounded(Fraction(a_year) / 12, get_currency_precision(currency))
    return Sum(currency=currency, a_month=a_month, a_year=a_year)


def _since(months: int) -> str:
    years, rest = divmod(months, 12)
    if years and not rest:
        return ngettext("a year ago", "%(count)d years ago", years) % {"count": years}
    if months < 1:
        return gettext("at first")
    return ngettext("a month ago", "%(count)d months ago", months) % {"count": months}
