"""The page on which staff upload a statement for a manual account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from openbanking.models import ManualAccount
from openbanking.statements import (
    LARGEST,
    CsvOptions,
    Statement,
    StatementRefused,
    UnreadableStatement,
    import_statement,
    parsed_columns,
    read_statement,
)

MARKS = [("", "As the file shows"), (",", "Comma: 1.234,50"), (".", "Point: 1,234.50")]


class StatementForm(forms.Form):
    """A file, and what a CSV does not say by itself."""

    file = forms.FileField(
        widget=UnfoldAdminFileFieldWidget, help_text="CSV, OFX or camt.053, as the bank exported it."
    )
    columns = forms.CharField(
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="Only for a CSV whose columns have names of their own, one a line: amount=Montant.",
    )
    decimal_mark = forms.ChoiceField(
        required=False,
        choices=MARKS,
        widget=UnfoldAdminSelectWidget,
        help_text="Only for a CSV that leaves it in doubt.",
    )
    date_format = forms.CharField(
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="Only for a CSV with days unlike 2026-03-02 or 02/03/2026: %m/%d/%Y.",
    )

    def clean_columns(self) -> dict[str, str]:
        try:
            return parsed_columns(self.cleaned_data["columns"].splitlines())
        except UnreadableStatement as error:
            raise ValidationError(str(error)) from None

    def clean(self) -> None:
        """Read the file, once the rest is sound."""
        super().clean()
        if self.errors:
            return
        file = self.cleaned_data.pop("file")
        try:
            if file.size > LARGEST:
                raise UnreadableStatement("It is too large for a statement.")
            self.statement: Statement = read_statement(file.read(), CsvOptions(**self.cleaned_data))
        except UnreadableStatement as error:
            self.add_error("file", f"Nothing was imported. {error}")


def upload_page(
    model_admin: ModelAdmin[Any], request: HttpRequest, account: ManualAccount
) -> HttpResponse:
    """Show the form, or import what it holds and go back to the account."""
    form = StatementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = import_statement(account, form.statement, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        except StatementRefused as error:
            form.add_error("file", f"Nothing was imported. {error}")
        else:
            model_admin.log_change(request, account, f"Statement imported: {done}.")
            model_admin.message_user(request, f"{account}: {done}.", messages.SUCCESS)
            return redirect(reverse("admin:openbanking_manualaccount_change", args=[account.pk]))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Import a statement",
        "account": account,
        "form": form,
        "opts": model_admin.model._meta,
    }
    return render(request, "admin/import_statement.html", context)
