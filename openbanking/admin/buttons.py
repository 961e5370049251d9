"""Buttons of a row's page: each asks first, then does to this row what the list does to many."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm

if TYPE_CHECKING:
    from unfold.admin import ModelAdmin as Base
else:
    Base = object


class Buttons(Base):
    """Offers of the buttons of a row's page those alone that fit the row as it is."""

    def fits(self, name: str, row: Any) -> bool:
        """Tell whether a button makes sense for a row."""
        raise NotImplementedError

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        found = super().get_actions_detail(request, object_id)
        row = self.get_object(request, str(object_id)) if found else None
        named = f"{self.opts.app_label}_{self.opts.model_name}_"
        return [
            each
            for each in found
            if row is not None and self.fits(each.action_name.removeprefix(named), row)
        ]


def button(
    do: Callable[[Any, HttpRequest, QuerySet[Any]], object],
    *,
    name: str,
    title: str,
    question: str,
    permission: str,
    icon: str,
    variant: ActionVariant = ActionVariant.DEFAULT,
) -> Any:
    """Return a button for `actions_detail`, which does nothing before its question is answered.

    What is done is sent by POST and guarded by the permission, as the action of the list is.
    """

    def pressed(model_admin: Any, request: HttpRequest, form: object, object_id: str) -> HttpResponse:
        do(model_admin, request, model_admin.get_queryset(request).filter(pk=object_id))
        page = reverse(f"admin:openbanking_{model_admin.opts.model_name}_change", args=[object_id])
        return HttpResponse(headers={"HX-Redirect": page})

    pressed.__name__ = name
    asked = action(
        description=title,
        permissions=[permission],
        url_path=name.replace("_", "-"),
        icon=icon,
        variant=variant,
        dialog={
            "title": title,
            "description": question,
            "form_class": BaseDialogForm,
            "form_submit_text": title,
        },
    )(pressed)

    @wraps(asked)
    def guarded(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
        # A row that is not for somebody's eyes is not asked about either.
        if model_admin.get_object(request, object_id) is None:
            raise Http404("There is no such row.")
        answer: HttpResponse = asked(model_admin, request, object_id=object_id)
        return answer

    return guarded
