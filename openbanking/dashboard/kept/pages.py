"""The list of what a family keeps by hand, and the page of one of them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from openbanking.dashboard.family import FamilyPage, family_page
from openbanking.dashboard.home.lines import grouped
from openbanking.dashboard.kept.accounts import (
    chart_of,
    currency_of,
    found_one,
    kept_of,
    lines_of,
    members_of,
)
from openbanking.models import Kind


@require_safe
@family_page
def kept(page: FamilyPage) -> HttpResponse:
    """Show what a family keeps by hand: what it has by kind, then what is closed."""
    lines = lines_of(kept_of(page), members_of(page))
    return page.show(
        "openbanking/kept/list.html",
        groups=grouped([each for each in lines if not each.closed], "kind"),
        closed=[each for each in lines if each.closed],
    )


@require_safe
@family_page
def kept_account(page: FamilyPage, pk: UUID) -> HttpResponse:
    """Show one of them: what it is worth, how that moved, and every valuation."""
    account = found_one(page, pk)
    return page.show(
        "openbanking/kept/account.html",
        account=account,
        currency=currency_of(account),
        kind=gettext(Kind(account.kind).label),
        owner=members_of(page).get(account.owner_id, "") if account.owner_id else "",
        chart=chart_of(account, today=page.now.date()),
    )
