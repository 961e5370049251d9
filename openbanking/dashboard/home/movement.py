"""How a family's net worth moved, as a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from openbanking.balances.formatting import day_text, locale_of_page
from openbanking.dashboard.charts import Chart, Line
from openbanking.dashboard.family import FamilyPage
from openbanking.dashboard.home.worth import wanted_currency
from openbanking.dashboard.spans import span_of
from openbanking.networth.days import months_after
from openbanking.operations.networth.series import NetWorthPoint, NetWorthSeries

# Over how many months, in which steps.
STEPS = {"1m": (1, "day"), "3m": (3, "day"), "1y": (12, "week"), "all": (240, "month")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """The chart over a span in one currency, and what it lacks."""

    span: str
    currency: str
    currencies: Sequence[str]
    chart: Chart | None
    lacking: str


def movement_of(page: FamilyPage) -> Movement:
    """Return how a family's net worth moved over the span and in the currency of the address."""
    span = span_of(page.request.GET.get("over"))
    wanted = wanted_currency(page)
    points = _points(page, span, wanted)
    if wanted is not None:
        points = [each for each in points if each.converted]
    currencies = list(dict.fromkeys(each.currency for each in reversed(points)))
    currency = _chosen(page, points, currencies)
    of_it = [each for each in points if each.currency == currency]
    return Movement(
        span=span,
        currency=currency,
        currencies=sorted(currencies),
        chart=_chart(of_it, currency) if len(of_it) > 1 else None,
        lacking=_lacking(of_it),
    )


def _points(page: FamilyPage, span: str, wanted: str | None) -> list[NetWorthPoint]:
    months, step = STEPS[span]
    last = page.now.date()
    first = months_after(last, -months)
    answer = page.ask(
        "openbanking.networth.series", NetWorthSeries, from_=first, to=last, step=step, currency=wanted
    )
    return answer.points


def _chosen(page: FamilyPage, points: Sequence[NetWorthPoint], currencies: Sequence[str]) -> str:
    """Return the currency of the address or, where it names none, that of most accounts today."""
    named = page.request.GET.get("of", "")
    if named in currencies:
        return named
    last = points[-1].date if points else None
    today = [each for each in points if each.date == last]
    return max(today, key=lambda each: each.accounts).currency if today else ""


def _chart(points: Sequence[NetWorthPoint], currency: str) -> Chart:
    """Return the chart; days on which no account had a figure are gaps."""
    locale = locale_of_page()
    return Chart(
        id="net-worth-chart",
        summary=gettext("Net worth in %(currency)s, from %(first)s to %(last)s")
        % {
            "currency": currency,
            "first": day_text(points[0].date, locale),
            "last": day_text(points[-1].date, locale),
        },
        labels=[day_text(each.date, locale) for each in points],
        lines=[
            Line(
                name=gettext("Net worth"),
                currency=currency,
                amounts=[each.net if each.accounts else None for each in points],
                stepped=True,
            )
        ],
    )


def _lacking(points: Sequence[NetWorthPoint]) -> str:
    """Say how many accounts the line is without, where it is without any."""
    most = max((each.missing for each in points), default=0)
    if not most:
        return ""
    return ngettext(
        "At some of these days %(count)d account had no figure; the line is without it.",
        "At some of these days up to %(count)d accounts had no figure; the line is without them.",
        most,
    ) % {"count": most}
