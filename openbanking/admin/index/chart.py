"""The chart of the first page: what all families own, month by month, in one currency at a time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from openbanking.admin.addresses import seen
from openbanking.admin.formatting import money, right
from openbanking.balances.formatting import drawn
from openbanking.models import Tenant
from openbanking.networth.days import end_of, months_after
from openbanking.networth.series import series_of
from openbanking.networth.steps import Point, added_up

MONTHS = 12
OWNED = {"label": "Owned", "borderColor": "var(--color-primary-600)"}
NET = {"label": "Less what is owed", "borderColor": "#9ca3af", "borderDash": [4, 4]}
TICKS = {"color": "#9ca3af", "maxTicksLimit": 6}
OPTIONS = json.dumps(
    {
        "animation": False,
        "locale": "en-GB",
        "maintainAspectRatio": False,
        "interaction": {"mode": "index", "intersect": False},
        "elements": {"line": {"borderWidth": 2}, "point": {"radius": 2, "hitRadius": 12}},
        "plugins": {
            "legend": {
                "position": "bottom",
                "labels": {"color": "#9ca3af", "boxWidth": 12, "boxHeight": 1},
            }
        },
        "scales": {
            "x": {"grid": {"display": False}, "ticks": TICKS},
            "y": {"border": {"display": False}, "grid": {}, "ticks": TICKS},
        },
    }
)


@dataclass(frozen=True, slots=True)
class Series:
    """Sums of one currency over days, as unfold's chart and as a table."""

    currency: str
    days: Sequence[date]
    points: Sequence[Point]

    @property
    def data(self) -> str:
        """Return what unfold's chart draws: a picture, for which floats will do."""
        values = [
            {**OWNED, "data": [_drawn_at(point, point.assets) for point in self.points]},
            {**NET, "data": [_drawn_at(point, point.net) for point in self.points]},
        ]
        return json.dumps({"labels": [f"{day:%-d %b %Y}" for day in self.days], "datasets": values})

    @property
    def table(self) -> dict[str, Any]:
        """Return the same with every digit, the last day first."""
        return {
            "headers": ["Day", "Owned", "Owed", "Net", "No figure"],
            "rows": [
                [
                    f"{day:%-d %b %Y}",
                    money(point.assets, self.currency),
                    money(point.liabilities, self.currency),
                    money(point.net, self.currency),
                    right(point.missing or ""),
                ]
                for day, point in zip(reversed(self.days), reversed(self.points), strict=True)
                if point.accounts
            ],
        }


def assets(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Answer with the chart, for the currency asked for or else for the first one."""
    now = timezone.now()
    days = [months_after(now.date(), number - MONTHS) for number in range(MONTHS + 1)]
    sums = _together(seen(request, Tenant), days, now=now)
    currencies = sorted(sums, key=lambda code: (-_counted(sums[code]), code))
    asked = request.GET.get("currency", settings.DEFAULT_CURRENCY)
    currency = asked if asked in sums else next(iter(currencies), None)
    series = Series(currency, days, sums[currency]) if currency else None
    return render(
        request,
        "admin/index/assets.html",
        {"series": series, "currencies": currencies, "options": OPTIONS},
    )


def _together(
    tenants: Iterable[Tenant], days: Sequence[date], *, now: datetime
) -> dict[str, list[Point]]:
    """Add up the series of these tenants: twins are counted once in each, as its members see it."""
    instants = [*(end_of(day) for day in days[:-1]), now]
    every = [series_of(tenant, instants, known_at=now) for tenant in tenants]
    currencies = Counter(code for each in every for code in each)
    return {
        code: [
            added_up(points)
            for points in zip(*(each[code] for each in every if code in each), strict=True)
        ]
        for code in currencies
    }


def _counted(points: Sequence[Point]) -> int:
    return points[-1].accounts


def _drawn_at(point: Point, amount: Any) -> float | None:
    """Return an amount as it is drawn; a gap where nothing was known."""
    return drawn(amount) if point.accounts else None
