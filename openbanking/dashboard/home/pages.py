"""The page that a member sees first, and the parts of it that tell how and why net worth moved."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from openbanking.dashboard.banks import banks_of
from openbanking.dashboard.family import FamilyPage, family_page
from openbanking.dashboard.home.change import explained_of
from openbanking.dashboard.home.lines import (
    GROUPINGS,
    SHOWN,
    age_of,
    grouped,
    lines_of,
    with_trends,
)
from openbanking.dashboard.home.movement import movement_of
from openbanking.dashboard.home.worth import offered_currencies, wanted_currency, worth_of
from openbanking.dashboard.spans import SPANS


@family_page
def home(page: FamilyPage) -> HttpResponse:
    """Show a family; at `/` the last one that was looked at, or the first."""
    by = page.request.GET.get("by", "")
    by = by if by in GROUPINGS else GROUPINGS[0]
    lines, worth = lines_of(page), worth_of(page)
    groups = grouped(lines, by, most=None if "all" in page.request.GET else SHOWN)
    found = banks_of(page.family.id, page.user, now=page.now)
    held = [each.currency for each in worth.totals]
    converted = worth.converted
    return page.show(
        "openbanking/home.html",
        by=by,
        groups=with_trends(groups, now=page.now),
        age=age_of(lines),
        worth=worth,
        # Where there is one currency alone, it is shown already.
        converted=converted if converted and held != [converted.currency] else None,
        converted_to=converted.currency if converted else "",
        currencies=offered_currencies(held),
        needs=found.needs,
        waiting=found.waiting,
    )


@family_page
def movement(page: FamilyPage) -> HttpResponse:
    """Show how net worth moved: as a page, or as a part of the first one."""
    return _part(
        page,
        "movement",
        movement=movement_of(page),
        spans=SPANS.items(),
    )


@family_page
def change(page: FamilyPage) -> HttpResponse:
    """Show why net worth changed in a month: as a page, or as a part of the first one."""
    return _part(page, "change", explained=explained_of(page))


def _part(page: FamilyPage, name: str, **context: Any) -> HttpResponse:
    """Return a part of a page where a page asks for it, and else a page of it alone."""
    part = f"openbanking/parts/{name}.html"
    template = part if page.request.headers.get("HX-Request") else "openbanking/part.html"
    return page.show(template, part=part, converted_to=wanted_currency(page) or "", **context)
