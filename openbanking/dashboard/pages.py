"""The page that a member sees first, and that of the banks."""

from __future__ import annotations

from django.http import HttpResponse

from openbanking.dashboard.banks import banks_of, waiting_of
from openbanking.dashboard.families import families_of
from openbanking.dashboard.family import FamilyPage, family_page


@family_page
def home(page: FamilyPage) -> HttpResponse:
    """Show a family; at `/` the last one that was looked at, or the first."""
    shown = [each for each in families_of(page.user, now=page.now) if each.slug == page.family.slug]
    return page.show("openbanking/dashboard.html", shown=shown)


@family_page
def banks(page: FamilyPage) -> HttpResponse:
    """Show the banks of a family, what each needs, and the accounts that nobody reads."""
    return page.show(
        "openbanking/banks.html",
        banks=banks_of(page.family.id, page.user, now=page.now),
        waiting=waiting_of(page.family.id, page.user),
    )
