"""All transactions of a family as a page, in parts for htmx and whole for everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from openbanking.dashboard.family import FamilyPage, family_page
from openbanking.dashboard.transactions.filters import Filters
from openbanking.dashboard.transactions.search import accounts_by_name, find, names_of


@require_safe
@family_page
def transactions(page: FamilyPage) -> HttpResponse:
    """Show the transactions that the address asks for."""
    names = names_of(accounts_by_name(page))
    filters = Filters(page.request.GET, accounts=[(str(pk), name) for pk, name in names.items()])
    here = reverse("transactions", args=[page.family.slug])
    context = {"here": here, "all": here, "file_query": filters.query}
    return answer(page, "openbanking/transactions/page.html", filters, names, context)


def answer(
    page: FamilyPage,
    whole: str,
    filters: Filters,
    account_names: Mapping[UUID, str],
    context: Mapping[str, Any],
) -> HttpResponse:
    """Return the whole page, or the part of it with transactions that htmx asks for.

    An address with blank filters, as a browser makes it of a form, leads to the one without.
    """
    part = part_asked(page.request)
    address = f"{context['here']}?{filters.query}" if filters.query else str(context["here"])
    if filters.has_blanks and filters.are_valid and not part:
        return HttpResponseRedirect(address)
    shown = page.show(
        f"openbanking/transactions/{part}.html" if part else whole,
        **context,
        filters=filters,
        back=address,
        found=find(page, filters, account_names),
        ranges=filters.ranges(page.now.date()),
    )
    if part == "found":
        # What was typed is found again when the page is loaded anew, or sent to somebody.
        shown["HX-Replace-Url"] = address
    return shown


def part_asked(request: HttpRequest) -> str:
    """Return which part of a page with transactions htmx asks for; empty for the whole of it."""
    htmx = request.htmx  # type: ignore[attr-defined]  # of its middleware
    if not htmx:
        return ""
    if "cursor" in request.GET:
        return "days"
    return "found" if htmx.target == "found" else ""
