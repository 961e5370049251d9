"""Where acts are offered: in the menu of a list, and as buttons on the page of a row."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action
from unfold.forms import BaseDialogForm

from openbanking.admin.acts.act import StaffAct
from openbanking.admin.acts.confirmation import is_confirmed, question
from openbanking.admin.addresses import list_of, page_of
from openbanking.signin.confirmation import ask_before_secrets

if TYPE_CHECKING:
    from unfold.admin import ModelAdmin as Base
else:
    Base = object

Listed = Callable[[Any, HttpRequest, QuerySet[Any]], HttpResponse | None]


class Acting(Base):
    """A ModelAdmin whose `acts` staff may do: in its list, on the pages of its rows, or in both."""

    acts: ClassVar[tuple[StaffAct, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for act in cls.__dict__.get("acts", ()):
            setattr(cls, f"has_{act.name}_permission", _permission(act))
            setattr(cls, act.name, _listed(act))
            setattr(cls, act.button, _button(act))
        listed, shown = cls.__dict__.get("actions", ()), cls.__dict__.get("actions_detail", ())
        cls.actions = [*(act.name for act in cls.acts if act.in_list), *listed]
        cls.actions_detail = [*(act.button for act in cls.acts if act.on_page), *shown]

    def named(self, row: Any) -> str:
        """Return what a row is called where somebody is asked about it."""
        return str(row)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        """Offer of the buttons those alone that fit the row as it is."""
        found = super().get_actions_detail(request, object_id)
        row = self.get_object(request, str(object_id)) if found else None
        named = f"{self.opts.app_label}_{self.opts.model_name}_"
        unfit = {named + act.button for act in self.acts if row is None or not act.fits(row)}
        return [each for each in found if row is not None and each.action_name not in unfit]


def _permission(act: StaffAct) -> Callable[..., bool]:
    def may(model_admin: Any, request: HttpRequest, obj: object = None) -> bool:
        return bool(request.user.has_perm(act.permission))

    return may


def _listed(act: StaffAct) -> Listed:
    """Return the entry in the menu of a list, which does nothing before its question is answered."""

    def chosen(model_admin: Any, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        chosen_rows = list(rows)
        fitting = [row for row in chosen_rows if act.fits(row)]
        left = [row for row in chosen_rows if not act.fits(row)]
        if not fitting:
            text = f"{act.label}: this fits none of what you chose. Nothing was done."
            model_admin.message_user(request, text, messages.WARNING)
            return None
        if act.gives_power and (first := ask_before_secrets(request)):
            return first
        if not is_confirmed(request):
            return question(model_admin, request, act, fitting, left)
        act.carry_out(model_admin, request, fitting)
        return None

    chosen.__name__ = act.name
    return admin.action(description=act.label, permissions=[act.name])(chosen)


def _button(act: StaffAct) -> Any:
    """Return a button for `actions_detail`, which does nothing before its question is answered.

    What is done is sent by POST and guarded by the permission, as the entry in the list is.
    """

    def pressed(model_admin: Any, request: HttpRequest, form: object, object_id: str) -> HttpResponse:
        row = model_admin.get_object(request, object_id)
        page = page_of(row)
        if act.fits(row):
            act.carry_out(model_admin, request, [row])
        else:
            text = f"{act.label}: this does not fit any more. Nothing was done."
            model_admin.message_user(request, text, messages.WARNING)
        there = model_admin.get_object(request, object_id) is not None
        back = page if there else list_of(model_admin.model)
        return HttpResponse(headers={"HX-Redirect": back})

    pressed.__name__ = act.button

    def asking(consequence: str) -> Any:
        return action(
            description=act.label,
            permissions=[act.name],
            url_path=act.button.replace("_", "-"),
            icon=act.icon,
            variant=act.variant,
            dialog={
                "title": act.label,
                "description": consequence,
                "form_class": BaseDialogForm,
                "form_submit_text": act.label,
            },
        )(pressed)

    @wraps(asking(""))
    def guarded(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
        # A row that is not for somebody's eyes is not asked about either.
        row = model_admin.get_object(request, object_id)
        if row is None:
            raise Http404("There is no such row.")
        if act.gives_power and (first := ask_before_secrets(request)):
            return first
        asked = partial(asking(act.consequence_of(row)), model_admin, request, object_id=object_id)
        answer: HttpResponse = asked()
        return answer

    return guarded
