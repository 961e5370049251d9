"""How each person wants a list: which columns, and in what order its rows were last put."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.utils import label_for_field
from django.contrib.admin.views.main import ORDER_VAR
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from unfold.decorators import action
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

if TYPE_CHECKING:
    from unfold.admin import ModelAdmin as Base
else:
    Base = object

# Kept in the session, so by person and browser; by the names of models.
COLUMNS, ORDER = "admin-columns", "admin-order"
DIALOG = {"title": "Columns", "description": "", "form_class": None, "form_submit_text": "Show these"}


class ColumnsForm(BaseDialogForm):
    """Which columns to show; the first one is always there."""

    columns = forms.MultipleChoiceField(
        label="Columns", required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = choices


class Personal(Base):
    """A list that a person arranges: `list_display` at first, `more_columns` where they want them."""

    more_columns: tuple[str, ...] = ()
    actions_list = ("choose_columns",)

    def get_list_display(self, request: HttpRequest) -> Any:
        usual = list(super().get_list_display(request))
        chosen = request.session.get(COLUMNS, {}).get(self.opts.model_name)
        if chosen is None:
            return usual
        return [usual[0], *(each for each in self._columns(request)[1:] if each in chosen)]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Remember the order somebody asks for, and put rows in it when none is asked for."""
        orders = request.session.get(ORDER, {})
        name = str(self.opts.model_name)
        if ORDER_VAR in request.GET:
            asked = self._named(request, request.GET[ORDER_VAR])
            if asked != orders.get(name, []):
                request.session[ORDER] = orders | {name: asked}
        elif numbers := self._numbered(request, orders.get(name, [])):
            asked_with: Any = request.GET.copy()
            asked_with[ORDER_VAR] = numbers
            request.GET = asked_with
        return super().changelist_view(request, extra_context)

    @action(description="Columns", url_path="columns", icon="view_column")
    def choose_columns(self, request: HttpRequest) -> HttpResponse:
        """Ask which columns to show, and remember the answer."""
        shown = list(self.get_list_display(request))
        choices = [(each, self._label(each)) for each in self._columns(request)[1:]]
        form = ColumnsForm(
            request=request,
            choices=choices,
            data=request.POST or None,
            initial={"columns": shown},
        )
        if request.method == "POST" and form.is_valid():
            chosen = request.session.get(COLUMNS, {})
            request.session[COLUMNS] = chosen | {self.opts.model_name: form.cleaned_data["columns"]}
            address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
            return HttpResponse(headers={"HX-Redirect": address})
        context = {"dialog": DIALOG, "form": form, "form_submit_text": DIALOG["form_submit_text"]}
        return render(request, "unfold/helpers/dialog.html", context)

    # Unfold opens what has one in a dialogue; the form is made above, since it depends on the list.
    choose_columns.dialog = DIALOG

    def _columns(self, request: HttpRequest) -> list[str]:
        return [*map(str, super().get_list_display(request)), *self.more_columns]

    def _label(self, name: str) -> str:
        return capfirst(str(label_for_field(name, self.model, model_admin=self)))

    def _shown(self, request: HttpRequest) -> list[str]:
        """Return the columns by the numbers that an order is asked for with."""
        boxes = ["action_checkbox"] if self.get_actions(request) else []
        return [*boxes, *self.get_list_display(request)]

    def _named(self, request: HttpRequest, numbers: str) -> list[str]:
        shown = self._shown(request)
        signs = [("-" if each.startswith("-") else "", each.lstrip("-")) for each in numbers.split(".")]
        return [
            f"{sign}{shown[int(number)]}"
            for sign, number in signs
            if number.isdigit() and int(number) < len(shown)
        ]

    def _numbered(self, request: HttpRequest, names: list[str]) -> str:
        shown = self._shown(request)
        signs = [("-" if each.startswith("-") else "", each.lstrip("-")) for each in names]
        return ".".join(f"{sign}{shown.index(name)}" for sign, name in signs if name in shown)
