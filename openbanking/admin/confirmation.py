"""Ask before an action is done that cannot be taken back."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def confirm(
    model_admin: ModelAdmin[Any],
    request: HttpRequest,
    rows: QuerySet[Any],
    *,
    action: str,
    title: str,
    question: str,
    button: str,
    consequence: str,
    back: str = "",
) -> HttpResponse | None:
    """Return the page that asks, or None once the answer is yes."""
    if "confirmed" in request.POST:
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "action": action,
        "title": title,
        "question": question,
        "button": button,
        "consequence": consequence,
        "rows": rows,
        "back": back or request.path,
    }
    return render(request, "admin/confirm_action.html", context)
