"""How the balance of an account moved, as a chart, and what it was on a day.

A figure is drawn for as long as it would have been called fresh: what nobody read is a gap, and nothing
is filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from openbanking.balances.formatting import day_text, locale_of_page
from openbanking.balances.freshness import fresh_since
from openbanking.dashboard.charts import Chart, Line
from openbanking.dashboard.currencies import shown_currency
from openbanking.dashboard.family import FamilyPage
from openbanking.dashboard.spans import SPANS, span_of
from openbanking.networth.days import days_of, end_of, months_after
from openbanking.operations.accounts.record import BankAccount
from openbanking.operations.balances.history import BalanceHistory, BalancePoint

HISTORY = "openbanking.balances.history"
# Months back; None is all there is.
MONTHS = {"1m": 1, "3m": 3, "1y": 12, "all": None}
# Up to so many days a chart has a point for each, beyond it one a week.
MOST_DAYS = 400
ONE_DAY = timedelta(days=1)
MOST_POINTS = 3_660


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A chart, None where nothing was ever read in the range, with what it leaves out in words."""

    chart: Chart | None
    chosen: str
    ranges: Sequence[tuple[str, Promise]]
    remark: str
    yesterday: BalancePoint | None


def history_of(page: FamilyPage, account: BankAccount) -> History:
    """Return the chart over the range that the address names."""
    chosen = span_of(page.request.GET.get("range"))
    today = page.now.date()
    months = MONTHS[chosen]
    first = None if months is None else months_after(today, -months)
    points = _points(page, account, first)
    days = _days(points, first, today)
    instants = [min(end_of(day), page.now) for day in days]
    lines = _lines(points, instants)
    unread = sum(all(line.amounts[at] is None for line in lines) for at in range(len(days)))
    return History(
        chart=_chart(account, days, lines) if lines else None,
        chosen=chosen,
        ranges=list(SPANS.items()),
        remark=_remark(unread, len(days)) if lines else "",
        yesterday=_standing(points, end_of(today - ONE_DAY)),
    )


def balance_on(page: FamilyPage, account: BankAccount, day: date) -> BalancePoint | None:
    """Return the last figure up to the end of a day, in UTC; None where there is none so old."""
    answer = page.ask(HISTORY, BalanceHistory, account_id=account.id, to=end_of(day), page_size=1)
    return answer.points[0] if answer.points else None


def _standing(points: Sequence[BalancePoint], instant: datetime) -> BalancePoint | None:
    """Return the last of some figures, the oldest first, up to an instant."""
    return next((point for point in reversed(points) if point.as_of <= instant), None)


def _points(page: FamilyPage, account: BankAccount, first: date | None) -> list[BalancePoint]:
    """Return the figures that are in force from the first day on, the oldest first."""
    since = None if first is None else fresh_since(datetime.combine(first, time.min, UTC))
    pages = page.ask_all(HISTORY, BalanceHistory, account_id=account.id, from_=since)
    newest_first = [point for each in pages for point in each.points]
    return newest_first[::-1]


def _days(points: Sequence[BalancePoint], first: date | None, today: date) -> list[date]:
    begins = first or (points[0].as_of.astimezone(UTC).date() if points else today)
    step = "day" if (today - begins).days <= MOST_DAYS else "week"
    return days_of(begins, today, step, at_most=MOST_POINTS)


def _lines(points: Sequence[BalancePoint], instants: Sequence[datetime]) -> list[Line]:
    """Return a line for each currency the account was in."""
    amounts: dict[str, list[Decimal | None]] = {}
    position, point = 0, None
    for at, instant in enumerate(instants):
        while position < len(points) and points[position].as_of <= instant:
            point = points[position]
            position += 1
        if point is not None and point.as_of >= fresh_since(instant):
            currency = shown_currency(point)
            amounts.setdefault(currency, [None] * len(instants))[at] = point.amount
    return [Line(name=currency, currency=currency, amounts=found) for currency, found in amounts.items()]


def _chart(account: BankAccount, days: Sequence[date], lines: Sequence[Line]) -> Chart:
    locale = locale_of_page()
    labels = [day_text(each, locale) for each in days]
    summary = gettext("Balance of %(name)s from %(first)s to %(last)s")
    return Chart(
        id="balance-history",
        summary=summary % {"name": account.display_name, "first": labels[0], "last": labels[-1]},
        labels=labels,
        lines=lines,
    )


def _remark(unread: int, of: int) -> str:
    if not unread:
        return ""
    return ngettext(
        "At %(count)d of %(of)d points there is no fresh figure; the line has a gap there.",
        "At %(count)d of %(of)d points there are no fresh figures; the line has gaps there.",
        unread,
    ) % {"count": unread, "of": of}
