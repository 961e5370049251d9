"""Manual accounts: what no bank reports, kept by staff, with every value it ever had."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.admin import TabularInline
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextInputWidget

from openbanking.admin.formatting import NOTHING, money
from openbanking.admin.manual_forms import ManualAccountForm, NewValuationFormSet
from openbanking.admin.readonly import MirrorInline, StaffAdmin, StaffInline
from openbanking.admin.statement_upload import upload_page
from openbanking.fields import MoneyField
from openbanking.manual.keeping import has_amounts, record_value
from openbanking.manual.values import with_value
from openbanking.models import ManualAccount, User, Valuation


class ValuationInline(MirrorInline[Valuation]):
    """What it was found to be worth: what was recorded stays, and a correction is another row."""

    tenant_path = "account__tenant"
    model = Valuation
    fk_name = "account"
    fields = readonly_fields = [
        *("valued_on", "figure", "source", "state", "recorded_at", "recorded_by"),
    ]
    ordering = ["-valued_on", "-recorded_at"]
    hide_title = True
    tab = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Valuation]:
        valuations = super().get_queryset(request)
        return valuations.select_related("account", "superseded_by", "recorded_by")

    @admin.display(description="Amount")
    def figure(self, valuation: Valuation) -> SafeString | str:
        return money(valuation.amount, valuation.account.currency)

    @display(
        description="State", label={"stands": "success", "corrected": "warning", "withdrawn": "info"}
    )
    def state(self, valuation: Valuation) -> str:
        if hasattr(valuation, "superseded_by"):
            return "corrected"
        return "withdrawn" if valuation.amount is None else "stands"


class NewValuationInline(StaffInline[Valuation]):
    """Rows to add; those that are there are above."""

    tenant_path = "account__tenant"
    model = Valuation
    formset = NewValuationFormSet
    fk_name = "account"
    verbose_name = "new valuation"
    verbose_name_plural = "new valuations"
    fields = ["valued_on", "amount", "source", "supersedes"]
    formfield_overrides = {
        **TabularInline.formfield_overrides,
        # A field for numbers would let the browser reckon with it.
        MoneyField: {"widget": UnfoldAdminTextInputWidget},
    }
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Valuation]:
        return super().get_queryset(request).none()


@admin.register(ManualAccount)
class ManualAccountAdmin(StaffAdmin[ManualAccount]):
    tenant_path = "tenant"
    form = ManualAccountForm
    list_display = ["name", "origin", "kind", "tenant", "owner", "worth", "as_of"]
    list_filter = ["kind", "tenant"]
    list_select_related = ["tenant", "owner"]
    search_fields = ["name", "tenant__name", "tenant__slug"]
    ordering = ["tenant__name", "name"]
    autocomplete_fields = ["tenant", "owner", "continued_by"]
    inlines = [ValuationInline, NewValuationInline]
    actions_detail = ["import_statement"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ManualAccount]:
        now = timezone.now()
        return with_value(super().get_queryset(request), on=now.date(), known_at=now)

    def get_fieldsets(self, request: HttpRequest, obj: ManualAccount | None = None) -> Any:
        """Show the id once there is one: the command import_statement takes it."""
        statements = ["continued_by", "id"] if obj else ["continued_by"]
        return [
            (None, {"fields": ["name", "kind", "tenant", "owner", "currency", "note"]}),
            ("Statements", {"fields": statements}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: ManualAccount | None = None) -> Any:
        """Keep the family and the currency once there are amounts: they would mean something else."""
        return ["id", "tenant", "currency"] if obj and has_amounts(obj) else ["id"]

    def get_actions(self, request: HttpRequest) -> Any:
        """Leave out deleting many at once, which would not ask about each."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(self, request: HttpRequest, obj: ManualAccount | None = None) -> bool:
        """Refuse once there are amounts; what is no longer owned is worth 0 from a day on."""
        return not (obj and has_amounts(obj)) and super().has_delete_permission(request, obj)

    @action(description="Import a statement", permissions=["change"], url_path="import-statement")
    def import_statement(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take a file that the bank exported."""
        account = get_object_or_404(self.get_queryset(request), pk=object_id)
        return upload_page(self, request, account)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Record who learned of a value, and when."""
        for valuation in formset.save(commit=False):
            by = request.user if isinstance(request.user, User) else None
            record_value(valuation, by=by, now=timezone.now())

    def save_model(self, request: HttpRequest, obj: ManualAccount, form: Any, change: bool) -> None:
        obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)

    @display(description="Origin", label={"manual": "info", "older history": "warning"})
    def origin(self, account: ManualAccount) -> str:
        return "older history" if account.continued_by_id else "manual"

    @admin.display(description="Worth")
    def worth(self, account: ManualAccount) -> SafeString | str:
        return money(account.value, account.currency)  # type: ignore[attr-defined]

    @admin.display(description="As of")
    def as_of(self, account: ManualAccount) -> date | str:
        return account.valued_on or NOTHING  # type: ignore[attr-defined]
