"""Charts of amounts over days, as the page draws them, and trend lines drawn here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from openbanking.balances.formatting import amount_text, drawn, locale_of_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a chart: its name, and an amount for each label; None is a gap.

    With `stepped`, an amount holds until the next one.
    """

    name: str
    currency: str
    amounts: Sequence[Decimal | None]
    stepped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A line chart for `parts/chart.html`; `id` is unique on the page, `summary` says what it shows."""

    id: str
    summary: str
    labels: Sequence[str]
    lines: Sequence[Line]

    @property
    def data(self) -> dict[str, Any]:
        """Return what `charts.js` draws: floats place a point, its text has every digit."""
        return {
            "labels": list(self.labels),
            "series": [
                {
                    "name": line.name,
                    "stepped": line.stepped,
                    "points": [None if each is None else drawn(each) for each in line.amounts],
                    "texts": _texts(line),
                }
                for line in self.lines
            ],
        }

    @property
    def rows(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each label with its amounts in words: the chart as a table."""
        return zip(self.labels, zip(*map(_texts, self.lines), strict=True), strict=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A trend line for `parts/trend.html`: how an amount moved, without a scale."""

    path: str
    direction: str
    summary: str
    width: int
    height: int


WIDTH, HEIGHT = 96, 28


def trend_of(amounts: Sequence[Decimal | None]) -> Trend | None:
    """Return the trend line of amounts that are equally far apart; None is a gap.

    Without two known amounts there is none.
    """
    known = [each for each in amounts if each is not None]
    if len(known) < 2:
        return None
    low, high = drawn(min(known)), drawn(max(known))
    step, scale = WIDTH / (len(amounts) - 1), HEIGHT / (high - low) if high > low else 0.0
    pieces, pen = [], "M"
    for index, each in enumerate(amounts):
        if each is None:
            pen = "M"
            continue
        height = HEIGHT - (drawn(each) - low) * scale if scale else HEIGHT / 2
        pieces.append(f"{pen}{index * step:.1f} {height:.1f}")
        pen = "L"
    return Trend(
        path=" ".join(pieces),
        direction=_direction(known[0], known[-1]),
        summary=_said(known[0], known[-1]),
        width=WIDTH,
        height=HEIGHT,
    )


def _texts(line: Line) -> list[str]:
    locale = locale_of_page()
    return [
        "" if each is None else f"{amount_text(each, line.currency, locale)} {line.currency}"
        for each in line.amounts
    ]


def _direction(first: Decimal, last: Decimal) -> str:
    return "up" if last > first else "down" if last < first else "level"


def _said(first: Decimal, last: Decimal) -> str:
    if last > first:
        return gettext("Rose over 30 days")
    return gettext("Fell over 30 days") if last < first else gettext("As it was 30 days ago")
