"""Corrections in place: a category and a note of the family's own, by those who administer it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from contracts import problems
from openbanking.dashboard.family import FamilyPage, family_page
from openbanking.dashboard.transactions.lines import line_of
from openbanking.dashboard.transactions.search import accounts_by_name, names_of
from openbanking.operations.transactions.record import BankTransaction

CORRECT = "openbanking.transactions.correct"


@require_POST
@family_page
def correct_transaction(page: FamilyPage, pk: UUID) -> HttpResponse:
    """Correct a transaction and show it so: the line alone to htmx, else the page it was sent from."""
    given = page.request.POST
    is_htmx = page.request.htmx  # type: ignore[attr-defined]  # of its middleware
    try:
        corrected = page.ask(
            CORRECT,
            BankTransaction,
            transaction_id=pk,
            category=given.get("category", "").strip(),
            note=given.get("note", "").strip(),
        )
    except problems.Problem as problem:
        if not is_htmx:
            raise
        return _refused(page, pk, problem)
    back = _back(page.request, page.family.slug)
    if not is_htmx:
        return HttpResponseRedirect(f"{back}#transaction-{pk}")
    return page.show(
        "openbanking/transactions/line.html",
        line=line_of(corrected, names_of(accounts_by_name(page))),
        here=back.partition("?")[0],
        all=reverse("transactions", args=[page.family.slug]),
        one_account="one_account" in given,
        back=back,
        saved=True,
    )


def _refused(page: FamilyPage, pk: UUID, problem: problems.Problem) -> HttpResponse:
    """Say what is wrong beside the form, whose content stays."""
    answer = page.show("openbanking/transactions/refused.html", sentence=gettext(problem.detail))
    answer["HX-Retarget"] = f"#outcome-{pk}"
    answer["HX-Reswap"] = "innerHTML"
    return answer


def _back(request: HttpRequest, slug: str) -> str:
    """Return where the form was sent from, if that is a page of ours; else all transactions."""
    asked = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return reverse("transactions", args=[slug])
