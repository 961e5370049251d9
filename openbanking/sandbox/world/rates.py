"""Invented exchange rates, in the files of the European Central Bank: one seed, the same rates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from openbanking.sandbox.world.amounts import EXACT
from openbanking.sandbox.world.clock import PARIS

SEED = 2026
FIRST = date(2019, 1, 1)
# So that nobody takes them for the Bank's: it gives its own name here.
SENDER = "Invented by the local Powens"
# About what one euro is worth, in the last of so many decimals. The Bank has no dinar and no bitcoin.
AROUND = {"USD": (10850, 4), "JPY": (16210, 2), "GBP": (84120, 5), "CHF": (9540, 4)}
CLOSED = {(1, 1), (5, 1), (12, 25), (12, 26)}
# They are published at about four in the afternoon.
PUBLISHED = timedelta(hours=16)
DAY = timedelta(days=1)
# How many days each file goes back from the newest.
FILES: dict[str, int | None] = {
    "eurofxref-daily.xml": 1,
    "eurofxref-hist-90d.xml": 90,
    "eurofxref-hist.xml": None,
}

Quotes = dict[str, Decimal]


def rates(now: datetime, *, seed: int = SEED) -> dict[date, Quotes]:
    """Return units for one euro by currency, for each day that has been published, the oldest first."""
    days = list(_working_days((now.astimezone(PARIS) - PUBLISHED).date()))
    walks = {code: _walk(code, seed) for code in AROUND}
    return {day: {code: next(walk) for code, walk in walks.items()} for day in days}


def rates_file(name: str, now: datetime) -> bytes | None:
    """Return one of the Bank's files, None if it has none of that name."""
    if name not in FILES:
        return None
    days, back = rates(now), FILES[name]
    newest = max(days)
    cubes = "".join(
        f"\n\t\t<Cube time='{day}'>{_cubes(quotes)}\n\t\t</Cube>"
        for day, quotes in reversed(days.items())
        if back is None or newest - day < back * DAY
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"'
        ' xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">'
        "\n\t<gesmes:subject>Reference rates</gesmes:subject>"
        f"\n\t<gesmes:Sender>\n\t\t<gesmes:name>{SENDER}</gesmes:name>\n\t</gesmes:Sender>"
        f"\n\t<Cube>{cubes}\n\t</Cube>\n</gesmes:Envelope>\n"
    ).encode()


def _cubes(quotes: Quotes) -> str:
    return "".join(f"\n\t\t\t<Cube currency='{code}' rate='{units}'/>" for code, units in quotes.items())


def _working_days(last: date) -> Iterator[date]:
    for number in range((last - FIRST).days + 1):
        day = FIRST + number * DAY
        if day.weekday() < 5 and (day.month, day.day) not in CLOSED:
            yield day


def _walk(code: str, seed: int) -> Iterator[Decimal]:
    """Yield a rate for each day: half a percent up or down, and slowly back to where it began."""
    random = Random(f"{seed} {code}")
    around, decimals = AROUND[code]
    value = around
    while True:
        yield Decimal(value).scaleb(-decimals, EXACT)
        value += random.randint(-around // 200, around // 200) + (around - value) // 40
