"""The parts of an account's page that are asked for by themselves, each with an address of its own.

With JavaScript they are put into the page as soon as it is there; without, they are pages to go to. Each
asks a few operations more, and the page itself would ask too many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from openbanking.dashboard.account.people import owners_of, visits_of
from openbanking.dashboard.account.wealth import holdings_of, orders_of, pockets_of, schedule_of
from openbanking.dashboard.family import FamilyPage, family_page
from openbanking.operations.accounts.record import BankAccount
from openbanking.wealth.kinds import (
    can_have_orders,
    can_have_pockets,
    can_have_schedule,
    can_hold_lines,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part: which accounts can have it, and what it shows; None where there is nothing."""

    name: str
    title: Promise
    fits: Callable[[FamilyPage, BankAccount], bool]
    content: Callable[[FamilyPage, BankAccount], dict[str, Any] | None]
    # Shut until somebody opens it, and asked for only then.
    is_shut: bool = False


PARTS = {
    part.name: part
    for part in (
        Part(
            name="holdings",
            title=gettext_lazy("Holdings"),
            fits=lambda page, account: can_hold_lines(account.account_type),
            content=holdings_of,
        ),
        Part(
            name="pockets",
            title=gettext_lazy("When it can be had"),
            fits=lambda page, account: can_have_pockets(account.account_type),
            content=pockets_of,
        ),
        Part(
            name="orders",
            title=gettext_lazy("Orders"),
            fits=lambda page, account: can_have_orders(account.account_type),
            content=orders_of,
        ),
        Part(
            name="schedule",
            title=gettext_lazy("How it is paid back"),
            fits=lambda page, account: can_have_schedule(account.account_type),
            content=schedule_of,
        ),
        Part(
            name="owners",
            title=gettext_lazy("Owners"),
            fits=lambda page, account: True,
            content=owners_of,
        ),
        Part(
            name="visits",
            title=gettext_lazy("Who has used it"),
            fits=lambda page, account: page.is_administered,
            content=visits_of,
            is_shut=True,
        ),
    )
}


def parts_for(page: FamilyPage, account: BankAccount) -> Iterator[Part]:
    """Yield the parts that an account of this kind can have, for whoever looks."""
    return (part for part in PARTS.values() if part.fits(page, account))


@require_safe
@family_page
def account_part(page: FamilyPage, pk: UUID, name: str) -> HttpResponse:
    """Show a part: by itself to htmx, which is told nothing where there is nothing, else as a page."""
    account = page.ask("openbanking.accounts.get", BankAccount, account_id=pk)
    part = PARTS.get(name)
    if part is None or not part.fits(page, account):
        raise Http404("Accounts of this kind have no such part.")
    content = part.content(page, account)
    is_htmx = page.request.htmx  # type: ignore[attr-defined]  # of its middleware
    if content is None and is_htmx:
        return HttpResponse()
    inner = f"openbanking/account/{part.name}.html"
    context = {"account": account, "part": part, **(content or {})}
    if is_htmx:
        return page.show(inner, **context)
    return page.show("openbanking/account/part.html", inner=content and inner, **context)
