"""The page of a family's alerts: what somebody is told, what came about, and a new rule in two steps."""

from __future__ import annotations

from typing import Any
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
from openbanking.operations.alerts.record import AlertRuleSeen
from openbanking.operations.alerts.rules import AlertRules
from openbanking.operations.alerts.test import AlertTest

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
    """Ask for its limits and who is notified, and make it: the second step."""
    if kind not in AlertKind.values:
        raise Http404("There is no such kind of alert.")
    form = AlertForm(_typed(page), page=page, kind=AlertKind(kind))
    return _saved(page, form, kind) or page.show(
        "openbanking/new_alert.html",
        form=form,
        title=gettext(AlertKind(kind).label),
        hint=gettext(HINTS[AlertKind(kind)]),
    )


@family_page
def edit_alert(page: FamilyPage, pk: UUID) -> HttpResponse:
    """Ask for other limits and who is notified, and change the rule."""
    rule = _own(page, pk)
    form = AlertForm(_typed(page), page=page, kind=AlertKind(rule.kind), rule=rule)
    return _saved(page, form, rule.kind) or page.show(
        "openbanking/new_alert.html", form=form, rule=rule, title=gettext("Change an alert")
    )


@family_page
def remove_alert(page: FamilyPage, pk: UUID) -> HttpResponse:
    """Ask whether a rule is to be removed, and remove it."""
    rule = _own(page, pk)
    if page.request.method != "POST":
        return page.show("openbanking/remove_alert.html", rule=rule)
    page.command("openbanking.alerts.remove", rule_id=pk)
    messages.success(page.request, gettext("You are told of this no more."))
    return redirect("alerts", page.family.slug)


@require_POST
@family_page
def change_alert(page: FamilyPage, pk: UUID, to: str) -> HttpResponse:
    """Pause a rule, let it go on, or send a test of it."""
    if to == "test":
        _test(page, pk)
    elif to in ("pause", "resume"):
        kind = _own(page, pk).kind
        page.command("openbanking.alerts.save", rule_id=pk, kind=kind, enabled=to == "resume")
    else:
        raise Http404("There is nothing like that to do with a rule.")
    return redirect("alerts", page.family.slug)


def _typed(page: FamilyPage) -> Any:
    return page.request.POST if page.request.method == "POST" else None


def _own(page: FamilyPage, pk: UUID) -> AlertRuleSeen:
    """Return a rule of whoever looks; raises Http404 for any other."""
    for rule in page.ask("openbanking.alerts.rules", AlertRules).rules:
        if rule.id == pk and rule.mine:
            return rule
    raise Http404("There is no such rule.")


def _saved(page: FamilyPage, form: AlertForm, kind: str) -> HttpResponse | None:
    """Make or change a rule as it was typed; None where the form has to be shown, with what is wrong."""
    if not form.is_valid():
        return None
    try:
        page.command("openbanking.alerts.save", kind=kind, **form.given())
    except problems.Problem as problem:
        form.show(problem)
        return None
    if form.secret:
        # Not through a redirect: what is remembered for the next page is kept in a cookie.
        return page.show("openbanking/alert_secret.html", secret=form.secret)
    return redirect("alerts", page.family.slug)


def _test(page: FamilyPage, pk: UUID) -> None:
    answer = page.ask("openbanking.alerts.test", AlertTest, rule_id=pk)
    if answer.waits:
        messages.info(page.request, gettext("The test follows other alerts that are being sent."))
    elif answer.failed or not answer.sent:
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
