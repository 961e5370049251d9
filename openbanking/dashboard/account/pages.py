"""The page of one account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from openbanking.balances.kinds import kind_of
from openbanking.dashboard.account.balances import balances_of, remark_on
from openbanking.dashboard.account.history import ONE_DAY, balance_on, history_of
from openbanking.dashboard.account.parts import parts_for
from openbanking.dashboard.family import FamilyPage, family_page
from openbanking.dashboard.transactions.filters import Filters
from openbanking.dashboard.transactions.pages import answer, part_asked
from openbanking.operations.accounts.record import BankAccount
from openbanking.signin.confirmation import ask_before_sight


class DayForm(forms.Form):
    """The day of which a balance is asked for."""

    day = forms.DateField(
        label=gettext_lazy("Balance on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@require_safe
@family_page
def account(page: FamilyPage, pk: UUID) -> HttpResponse:
    """Show an account: its balances, how they moved, what belongs to it, and its transactions."""
    found = page.ask("openbanking.accounts.get", BankAccount, account_id=pk)
    here = reverse("account", args=[page.family.slug, pk])
    filters = Filters(page.request.GET, account=pk)
    context: dict[str, Any] = {
        "account": found,
        "kind": kind_of(found.account_type).label,
        "here": here,
        "all": reverse("transactions", args=[page.family.slug]),
        "one_account": True,
        "file_query": filters.query_with(account=pk),
    }
    if not part_asked(page.request):
        context |= {
            "balances": balances_of(page, found),
            "remark": remark_on(page, found),
            "history": (history := history_of(page, found)),
            "parts": parts_for(page, found),
            "day_form": DayForm(initial={"day": page.now.date() - ONE_DAY}),
            "point": history.yesterday,
            "asked": history.yesterday is not None,
        }
    names = {found.id: found.display_name}
    return answer(page, "openbanking/account/page.html", filters, names, context)


@require_safe
@family_page
def account_numbers(page: FamilyPage, pk: UUID) -> HttpResponse:
    """Show the whole IBAN of an account to whoever has lately said who they are."""
    if asked := ask_before_sight(page.request):
        return asked
    found = page.ask("openbanking.accounts.get", BankAccount, account_id=pk)
    return page.show("openbanking/account/numbers.html", account=found)


@require_safe
@family_page
def account_history(page: FamilyPage, pk: UUID) -> HttpResponse:
    """Show how the balance of an account moved, over a range of one's choice."""
    found = page.ask("openbanking.accounts.get", BankAccount, account_id=pk)
    return _part(page, "history", account=found, history=history_of(page, found))


@require_safe
@family_page
def account_on(page: FamilyPage, pk: UUID) -> HttpResponse:
    """Show what the balance of an account was on a day."""
    found = page.ask("openbanking.accounts.get", BankAccount, account_id=pk)
    form = DayForm(page.request.GET)
    point = balance_on(page, found, form.cleaned_data["day"]) if form.is_valid() else None
    return _part(page, "on_day", account=found, day_form=form, asked=form.is_valid(), point=point)


def _part(page: FamilyPage, name: str, **context: Any) -> HttpResponse:
    """Show a part of the page by itself to htmx, and as a page to everybody else."""
    inner = f"openbanking/account/{name}.html"
    is_htmx = page.request.htmx  # type: ignore[attr-defined]  # of its middleware
    return page.show(inner if is_htmx else "openbanking/account/part.html", inner=inner, **context)
