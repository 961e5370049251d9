"""The page of a family's alerts: what somebody is told, what came about, and a new rule in two steps."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST

from contracts import problems
from openbanking.dashboard.alert_forms import AlertForm
from openbanking.dashboard.family import FamilyPage, family_page
from openbanking.models import AlertKind
from openbanking.operations.alerts.list import AlertPage
from openbanking.operations.alerts.rules import AlertRules

SHOWN = 50


@family_page
def alerts(page: FamilyPage) -> HttpResponse:
    """Show what whoever looks is told of the family, and what came about."""
    cursor = page.request.GET.get("after") or None
    raised = page.ask("openbanking.alerts.list", AlertPage, page_size=SHOWN, cursor=cursor)
    rules = page.ask("openbanking.alerts.rules", AlertRules).rules
    return page.show(
        "openbanking/alerts.html",
        rules=rules,
        raised=raised.alerts,
        next_cursor=raised.next_cursor,
    )


@family_page
def choose_kind(page: FamilyPage) -> HttpResponse:
    """Ask what is to be watched: the first step."""
    kinds = [(kind.value, gettext(kind.label), gettext(HINTS[kind])) for kind in AlertKind]
    return page.show("openbanking/alert_kinds.html", kinds=kinds)


@family_page
def new_alert(page: FamilyPage, kind: str) -> HttpResponse:
    """Ask for its limits and who is told, and make it: the second step."""
    if kind not in AlertKind.values:
        raise Http404("There is no such kind of alert.")
    posted = page.request.method == "POST"
    form = AlertForm(page.request.POST if posted else None, page=page, kind=AlertKind(kind))
    if posted and form.is_valid():
        try:
            page.command("openbanking.alerts.save", kind=kind, **form.given())
        except problems.Problem as problem:
            form.show(problem)
        else:
            if form.secret:
                # Not through a redirect: what is remembered for the next page is kept in a cookie.
                return page.show("openbanking/alert_secret.html", secret=form.secret)
            return redirect("alerts", page.family.slug)
    title = gettext(AlertKind(kind).label)
    return page.show(
        "openbanking/new_alert.html", form=form, title=title, hint=gettext(HINTS[AlertKind(kind)])
    )


@require_POST
@family_page
def change_alert(page: FamilyPage, pk: UUID, to: str) -> HttpResponse:
    """Pause a rule, let it go on, remove it, or send a test of it."""
    if to == "remove":
        page.command("openbanking.alerts.remove", rule_id=pk)
        messages.success(page.request, gettext("You are told of this no more."))
    elif to == "test":
        _test(page, pk)
    elif to in ("pause", "resume"):
        rules = page.ask("openbanking.alerts.rules", AlertRules).rules
        kinds = [rule.kind for rule in rules if rule.id == pk and rule.mine]
        if not kinds:
            raise Http404("There is no such rule.")
        page.command("openbanking.alerts.save", rule_id=pk, kind=kinds[0], enabled=to == "resume")
    else:
        raise Http404("There is nothing like that to do with a rule.")
    return redirect("alerts", page.family.slug)


def _test(page: FamilyPage, pk: UUID) -> None:
    answer = page.command("openbanking.alerts.test", rule_id=pk)
    if answer["waits"]:
        messages.info(page.request, gettext("The test follows other alerts that are being sent."))
    elif answer["failed"] or not answer["sent"]:
        messages.warning(
            page.request, gettext("The test did not arrive everywhere. Ask the staff: they see why.")
        )
    else:
        messages.success(page.request, gettext("The test was sent."))


HINTS = {
    AlertKind.BANK_BROKEN: gettext_noop("A bank needs its user, or cannot be read."),
    AlertKind.CONSENT_ENDS: gettext_noop("A bank's consent has to be renewed soon."),
    AlertKind.BALANCE_BELOW: gettext_noop("An account, or all of a kind together, runs low."),
    AlertKind.BALANCE_ABOVE: gettext_noop("There is more on an account than it is meant for."),
    AlertKind.MOVEMENT: gettext_noop("Much money comes in or goes out at once."),
    AlertKind.QUARANTINE: gettext_noop("The bank says something so unlikely that it is held back."),
    AlertKind.NOT_SYNCED: gettext_noop("A bank's figures do not come any more."),
}
