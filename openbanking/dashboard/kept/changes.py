"""What administrators of a family do with what they keep by hand, each in a form of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from contracts import problems
from openbanking.dashboard.family import FamilyPage, family_page
from openbanking.dashboard.forms import show_refusal, usual_currency
from openbanking.dashboard.home.worth import offered_currencies
from openbanking.dashboard.kept.accounts import currency_of, found_one, members_of
from openbanking.dashboard.kept.forms import AboutForm, CloseForm, KeptForm, NewForm, ValueForm
from openbanking.operations.manual.record import Manual

SAVE, VALUE, REMOVE = (f"openbanking.manual.{name}" for name in ("save", "value", "remove"))
PLACES = {"ownerId": "owner"}


@family_page
def keep(page: FamilyPage) -> HttpResponse:
    """Ask what is to be kept and what it is worth, and keep it."""
    _check(page)
    form = NewForm(
        _typed(page),
        members=members_of(page),
        currency=usual_currency(page.family.id),
        today=page.now.date(),
    )
    form.title = gettext("Keep something by hand")
    form.hint = gettext(
        "A house, a painting, a stake, a debt, an account that no bank reports. It counts in net worth "
        "from the day of its first value."
    )

    def save() -> str:
        given = form.given()
        about = {name: given.pop(name) for name in form.ABOUT if name in given}
        # Both or nothing: without its value it would be there and count for nothing.
        with transaction.atomic():
            made = page.ask(SAVE, Manual, **_about(about))
            page.command(VALUE, manual_account_id=made.id, **_value(given))
        return str(made.id)

    return _answer(page, form, save, gettext("It is kept."))


@family_page
def change(page: FamilyPage, pk: UUID) -> HttpResponse:
    """Ask how it is called, what it is and whose, and keep that."""
    account = _changeable(page, pk)
    form = AboutForm(
        _typed(page),
        members=members_of(page),
        currency=account.currency if account.value is None else None,
        initial={"name": account.name, "kind": account.kind, "owner": account.owner_id or ""},
    )
    form.title = gettext("Change what is said of it")

    def save() -> None:
        about = {"currency": account.currency, **form.given()}
        page.command(SAVE, manual_account_id=pk, **_about(about))

    return _answer(page, form, save, gettext("It is changed."), account)


@family_page
def value(page: FamilyPage, pk: UUID) -> HttpResponse:
    """Ask what it is worth, and keep that beside what was said before."""
    account = _changeable(page, pk)
    form = ValueForm(_typed(page), today=page.now.date())
    form.title = gettext("Add a value")
    return _answer(page, form, _recording(page, form, pk), gettext("The value is kept."), account)


@family_page
def correct(page: FamilyPage, pk: UUID, valuation: UUID) -> HttpResponse:
    """Ask what should stand in the place of a valuation that was wrong."""
    account = _changeable(page, pk)
    wrong = next((each for each in account.valuations or () if each.id == valuation), None)
    if wrong is None:
        raise Http404("There is no such valuation, or another one has corrected it.")
    form = ValueForm(
        _typed(page),
        today=page.now.date(),
        initial={"amount": wrong.amount, "valued_on": wrong.valued_on, "source": wrong.source_},
    )
    form.title = gettext("Correct a value")
    form.hint = gettext("What was said before is kept, and this stands in its place.")
    save = _recording(page, form, pk, corrects=valuation)
    return _answer(page, form, save, gettext("The value is corrected."), account)


@family_page
def close(page: FamilyPage, pk: UUID) -> HttpResponse:
    """Ask from which day on it is worth nothing, and keep that."""
    account = _changeable(page, pk)
    form = CloseForm(_typed(page), today=page.now.date())
    form.title = gettext("Close it")
    form.hint = gettext(
        "For what was sold, given away or paid back: it is worth 0 from that day on, and its history "
        "stays."
    )

    def save() -> None:
        page.command(REMOVE, manual_account_id=pk, **_value(form.given()))

    return _answer(page, form, save, gettext("It is closed."), account)


def _check(page: FamilyPage) -> None:
    """Refuse whoever may only look; the operations do too, but a form would have been filled in."""
    if not page.is_administered:
        raise problems.Forbidden("Only those who administer the family may do this.")


def _changeable(page: FamilyPage, pk: UUID) -> Manual:
    _check(page)
    return found_one(page, pk)


def _typed(page: FamilyPage) -> Any:
    return page.request.POST if page.request.method == "POST" else None


def _about(given: dict[str, Any]) -> dict[str, Any]:
    """Return the inputs; that of the owner is an id."""
    return {"owner_id" if name == "owner" else name: each for name, each in given.items()}


def _value(given: dict[str, Any]) -> dict[str, Any]:
    """Return the inputs; that of the source has the name that a record may have."""
    return {"source_" if name == "source" else name: each for name, each in given.items()}


def _recording(
    page: FamilyPage, form: ValueForm, pk: UUID, *, corrects: UUID | None = None
) -> Callable[[], None]:
    def save() -> None:
        page.command(VALUE, manual_account_id=pk, corrects=corrects, **_value(form.given()))

    return save


def _answer(
    page: FamilyPage,
    form: KeptForm,
    save: Callable[[], str | None],
    done: str,
    account: Manual | None = None,
) -> HttpResponse:
    """Show the form until what is typed is taken, then the page of the account."""
    if form.is_valid():
        try:
            pk = save() or (account and account.id)
        except (problems.Invalid, problems.RateLimited) as problem:
            show_refusal(form, problem, PLACES)
        else:
            messages.success(page.request, done)
            return redirect("manual-account", page.family.slug, pk)
    slug = page.family.slug
    back = (
        reverse("manual-account", args=[slug, account.id]) if account else reverse("kept", args=[slug])
    )
    return page.show(
        "openbanking/kept/form.html",
        form=form,
        account=account,
        currency=currency_of(account) if account else "",
        back=back,
        currencies=offered_currencies([]),
    )
