"""Ask before something is done: how many rows, which, and what follows of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.text import capfirst
from unfold.enums import ActionVariant

from openbanking.admin.acts.act import StaffAct
from openbanking.admin.acts.commands import family_of
from openbanking.admin.addresses import page_of

CONFIRMED = "confirmed"
LINK = '<a class="font-medium text-primary-600 dark:text-primary-500" href="{}">{}</a>'


def is_confirmed(request: HttpRequest) -> bool:
    """Tell whether the question was answered by yes."""
    return request.method == "POST" and CONFIRMED in request.POST


def question(
    model_admin: Any,
    request: HttpRequest,
    act: StaffAct,
    rows: Sequence[Any],
    left: Sequence[Any],
) -> HttpResponse:
    """Return the page that asks whether to do it to these rows; the rest of the chosen is left."""
    asked = act.asked_of(model_admin.model, len(rows))
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": act.label,
        "question": f"{asked}?",
        "asked": asked,
        "several": len(rows) > 1,
        "consequence": act.consequence_of(rows[0]),
        "variant": "danger" if act.variant is ActionVariant.DANGER else "primary",
        "action": act.name,
        "confirmed": CONFIRMED,
        "checkbox": ACTION_CHECKBOX_NAME,
        "keys": [row.pk for row in rows],
        "rows": _table(model_admin, rows),
        "left": _table(model_admin, left) if left else None,
        "back": request.get_full_path(),
    }
    return render(request, "admin/confirm_action.html", context)


def _table(model_admin: Any, rows: Sequence[Any]) -> dict[str, Any]:
    """Return what tells rows from others: their names, which lead to their pages, and whose they are."""
    path: str = model_admin.tenant_path
    # A family is its own; a token is of whoever it was made for, who may belong to several; a job is
    # of nobody.
    of_families = bool(path) and path != "pk" and "memberships" not in path
    return {
        "headers": [capfirst(model_admin.opts.verbose_name), *(["Family"] if of_families else [])],
        "rows": [
            [
                format_html(LINK, page_of(row), model_admin.named(row)),
                *([str(family_of(row, path))] if of_families else []),
            ]
            for row in rows
        ],
    }
