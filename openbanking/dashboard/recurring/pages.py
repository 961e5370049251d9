"""What a family pays and receives again and again, as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from openbanking.dashboard.family import FamilyPage, family_page
from openbanking.dashboard.recurring.lines import RecurringLine, Sum, line_of, sums_of
from openbanking.dashboard.transactions.search import accounts_by_name, names_of
from openbanking.operations.recurring.list import RecurringList, RecurringMoney


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Money of one direction that goes on, with what it comes to."""

    name: str
    title: Promise
    lines: Sequence[RecurringLine]
    sums: Sequence[Sum]


@require_safe
@family_page
def recurring(page: FamilyPage) -> HttpResponse:
    """Show what goes on, paid and received, and apart from it what has ended."""
    found = page.ask("openbanking.recurring.list", RecurringList).recurring
    names = names_of(accounts_by_name(page))
    groups = [
        _group("out", gettext_lazy("Paid again and again"), "debit", found, names),
        _group("in", gettext_lazy("Received again and again"), "credit", found, names),
    ]
    return page.show(
        "openbanking/recurring/page.html",
        groups=[group for group in groups if group.lines],
        ended=[line_of(each, names) for each in found if not each.active],
        transactions=reverse("transactions", args=[page.family.slug]),
    )


def _group(
    name: str,
    title: Promise,
    direction: str,
    found: Sequence[RecurringMoney],
    names: Mapping[UUID, str],
) -> Group:
    goes_on = [each for each in found if each.active and each.direction == direction]
    return Group(
        name=name,
        title=title,
        lines=[line_of(each, names) for each in goes_on],
        sums=sums_of(goes_on),
    )
