"""The manual accounts of a family as its pages show them, and the chart of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext

from openbanking.balances.formatting import day_text, locale_of_page
from openbanking.dashboard.charts import Chart, Line
from openbanking.dashboard.family import FamilyPage
from openbanking.dashboard.home.lines import Line as AccountLine
from openbanking.fields import fold
from openbanking.models import Kind, User
from openbanking.networth.days import days_of
from openbanking.operations.manual.list import ManualList
from openbanking.operations.manual.record import Manual, ManualValue

# Up to so many days a chart has a point for each day, then for each week, then for each month.
STEPS = ((120, "day"), (1_000, "week"))
MOST_POINTS = 3_660


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLine(AccountLine):
    """A manual account in a list: beside what every account has, by whose word and whose it is."""

    source: str
    owner: str
    closed: bool


def kept_of(page: FamilyPage, *, with_valuations: bool = False) -> Sequence[Manual]:
    """Return the manual accounts of a family."""
    answer = page.ask(
        "openbanking.manual.list", ManualList, include_valuations=True if with_valuations else None
    )
    return answer.accounts


def found_one(page: FamilyPage, pk: UUID) -> Manual:
    """Return one with its valuations; raises Http404 where the family has no such one."""
    for each in kept_of(page, with_valuations=True):
        if each.id == pk:
            return each
    raise Http404("There is no such manual account in this family.")


def currency_of(account: Manual) -> str:
    """Return the currency as people name it."""
    return account.ticker or account.currency


def members_of(page: FamilyPage) -> dict[UUID, str]:
    """Return the names of a family's members by their ids."""
    members = User.objects.filter(memberships__tenant=page.family.id).order_by("username")
    return {each.pk: each.get_full_name() or each.username for each in members}


def lines_of(accounts: Sequence[Manual], members: dict[UUID, str]) -> list[KeptLine]:
    """Return manual accounts as lines, by name."""
    lines = [_line(each, members) for each in accounts]
    return sorted(lines, key=lambda each: (fold(each.name), each.id))


def _line(account: Manual, members: dict[UUID, str]) -> KeptLine:
    return KeptLine(
        id=account.id,
        name=account.name,
        bank="",
        kind=Kind(account.kind),
        amount=account.value,
        currency=currency_of(account),
        valued_on=account.valued_on,
        by_hand=True,
        counted_elsewhere=account.continued_by is not None,
        source=account.source_ or "",
        owner=members.get(account.owner_id, "") if account.owner_id else "",
        closed=account.closed,
    )


def chart_of(account: Manual, *, today: date) -> Chart | None:
    """Return what it was worth over time: each value until the next; None where there is one alone.

    Once it is closed the chart ends on that day.
    """
    worth = _by_day(account.valuations or ())
    if len(worth) < 2:
        return None
    last = max(worth) if account.closed else max(today, *worth)
    days = _days(sorted(worth), last)
    amounts: list[Decimal | None] = []
    for day in days:
        amounts.append(worth.get(day, amounts[-1] if amounts else None))
    locale = locale_of_page()
    labels = [day_text(each, locale) for each in days]
    summary = gettext("Value of %(name)s from %(first)s to %(last)s")
    return Chart(
        id="value-history",
        summary=summary % {"name": account.name, "first": labels[0], "last": labels[-1]},
        labels=labels,
        lines=[
            Line(name=gettext("Value"), currency=currency_of(account), amounts=amounts, stepped=True)
        ],
    )


def _by_day(valuations: Sequence[ManualValue]) -> dict[date, Decimal]:
    """Return the amounts by day, of valuations that begin with what stands: the last word on each."""
    worth: dict[date, Decimal] = {}
    for each in valuations:
        worth.setdefault(each.valued_on, each.amount)
    return worth


def _days(valued: Sequence[date], last: date) -> list[date]:
    """Return the days of the valuations, and days a step apart up to the last."""
    span = (last - valued[0]).days
    step = next((name for most, name in STEPS if span <= most), "month")
    return sorted({*valued, *days_of(valued[0], last, step, at_most=MOST_POINTS)})
