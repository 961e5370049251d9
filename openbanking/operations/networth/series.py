"""`openbanking.networth.series`: what a tenant owned and owed, day by day, week by week or by month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from django.utils import timezone

from contracts import HEAVY, Record, Values, fields, problems, query
from openbanking.fields import total
from openbanking.models import Tenant
from openbanking.networth.days import STEPS, days_of, end_of
from openbanking.networth.series import series_of
from openbanking.networth.steps import Point
from openbanking.operations import examples
from openbanking.operations.currencies import currency_code, currency_field
from openbanking.operations.inputs import TenantInput
from openbanking.operations.networth.converted import conversion_field
from openbanking.rates import RateTable

# Ten years by day.
MOST_POINTS = 3_660


class OpenBankingNetWorthSeriesInput(TenantInput):
    """Over which days, in which steps."""

    from_ = fields.Date(help_text="The first day.")
    to = fields.Date(help_text="The last day.")
    step = fields.Choice(
        list(STEPS),
        required=False,
        help_text="day, week or month; month when left out. Points lie a step apart from the first day "
        "on, and the last day is one in any case.",
    )
    known_at = fields.DateTime(
        until=True,
        required=False,
        help_text="As it was known then: what was learned or corrected later is left out. Left out: as "
        "it is known now.",
    )
    currency = conversion_field()


class NetWorthPointRecord(Record):
    """What was owned and owed in one currency at the end of a day, in UTC."""

    brief = ("date", "currency", "net", "missing")

    date = fields.Date(help_text="The day, at whose end it was so.")
    currency = currency_field("The currency.")
    assets = fields.Float(help_text="What was owned, exact digits.")
    liabilities = fields.Float(help_text="What was owed, negative.")
    net = fields.Float(help_text="Assets and liabilities together.")
    accounts = fields.Int(help_text="Accounts that are counted.")
    missing = fields.Int(
        help_text="Accounts that would count but have no figure by then or, converted, no rate."
    )
    converted = fields.Boolean(
        required=False, help_text="True of a point that is all currencies in the one asked for."
    )


class OpenBankingNetWorthSeriesOutput(Record):
    """The points."""

    points = NetWorthPointRecord(
        many=True,
        help_text="The first day first; of each day one for every currency that is counted or missing "
        "then.",
    )


Day = date  # a point has a `date` of its own


class NetWorthPoint(Values, kw_only=True):
    """The values of a NetWorthPointRecord."""

    date: Day
    currency: str
    assets: Decimal
    liabilities: Decimal
    net: Decimal
    accounts: int
    missing: int
    converted: bool | None = None


class NetWorthSeries(Values, kw_only=True):
    """The values of an OpenBankingNetWorthSeriesOutput."""

    points: list[NetWorthPoint]


@query(
    "openbanking.networth.series",
    "1.0.0",
    input=OpenBankingNetWorthSeriesInput,
    output=OpenBankingNetWorthSeriesOutput,
    goal="Draw how a family's wealth moved, without hiding what was not known.",
    context="A figure holds until the next one was read; nothing is interpolated. Each point says how "
    "many accounts it covers and how many it lacks.",
    owners=["@platform.finance"],
    rate=HEAVY,
    tags=["open-banking", "networth"],
    examples=examples.NET_WORTH_SERIES,
    history={"1.0.0": "First version."},
)
def net_worth_series(
    tenant: Tenant,
    *,
    from_: date,
    to: date,
    step: str = "month",
    known_at: datetime | None = None,
    currency: str | None = None,
) -> NetWorthSeries:
    """Add up what a tenant owned and owed at the end of each of many days."""
    if from_ > to:
        raise problems.Invalid.at("from", "Lies after `to`. Swap the two.")
    days = days_of(from_, to, step, at_most=MOST_POINTS + 1)
    if len(days) > MOST_POINTS:
        raise problems.Invalid.at(
            "step", f"That makes more than {MOST_POINTS} points. Ask for longer steps or less time."
        )
    instants = [end_of(day) for day in days]
    series = series_of(tenant, instants, known_at=known_at or timezone.now())
    points = list(_points(days, series))
    if currency is not None:
        points += list(_converted(points, currency))
        points.sort(key=lambda point: (point.date, point.converted or False, point.currency))
    return NetWorthSeries(points=points)


def _points(days: Sequence[date], series: Mapping[str, Sequence[Point]]) -> Iterator[NetWorthPoint]:
    """Yield the points, the first day first, of currencies that had or lacked an account then."""
    for index, day in enumerate(days):
        for currency, points in series.items():
            point = points[index]
            if point.accounts or point.missing:
                yield NetWorthPoint(
                    date=day,
                    currency=currency_code(currency),
                    assets=point.assets,
                    liabilities=point.liabilities,
                    net=point.net,
                    accounts=point.accounts,
                    missing=point.missing,
                )


def _converted(points: Sequence[NetWorthPoint], currency: str) -> Iterator[NetWorthPoint]:
    """Yield a point in one currency for each day, by the rates of that day."""
    codes = {*(point.currency for point in points), currency}
    table = RateTable.between(points[0].date, points[-1].date, codes) if points else RateTable([])
    for day, grouped in groupby(points, key=lambda point: point.date):
        # Currencies without a code share one, in several points: of them no amount is converted.
        of_day = list(grouped)
        each = {point.currency: point for point in of_day}
        owned = table.total({code: point.assets for code, point in each.items()}, to=currency, day=day)
        owed = table.total(
            {code: point.liabilities for code, point in each.items()}, to=currency, day=day
        )
        lost = sum(point.accounts for point in of_day if point.currency in owned.unconverted)
        yield NetWorthPoint(
            date=day,
            currency=currency,
            assets=owned.shown,
            liabilities=owed.shown,
            net=total(owned.shown, owed.shown),
            accounts=sum(point.accounts for point in of_day) - lost,
            missing=sum(point.missing for point in of_day) + lost,
            converted=True,
        )
