"""Statements that were imported: which file brought what, row by row, and taking one back."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.paginator import InfinitePaginator

from openbanking.admin.confirmation import confirm
from openbanking.admin.formatting import money
from openbanking.admin.readonly import MirrorAdmin
from openbanking.models import StatementEntry, StatementImport
from openbanking.statements import take_back

CONSEQUENCE = (
    "Their rows are removed, and their closing balances withdrawn. Rows that a later file had too came "
    "in first with these: import that file again to have them back."
)


@admin.register(StatementImport)
class StatementImportAdmin(MirrorAdmin[StatementImport]):
    tenant_path = "account__tenant"
    list_display = [
        *("created_at", "account", "tenant", "format", "begins_on", "ends_on"),
        *("rows", "added", "imported_by"),
    ]
    list_filter = ["format", "account__tenant"]
    list_select_related = ["account__tenant", "imported_by"]
    search_fields = ["account__name", "account__tenant__name"]
    fields = readonly_fields = list_display
    actions = ["take_back"]

    def has_take_back_permission(self, request: HttpRequest) -> bool:
        """Tell whether this person may undo an import; the rows themselves stay as they came."""
        return request.user.has_perm("openbanking.delete_statementimport")

    @admin.action(description="Take back: remove what it brought", permissions=["take_back"])
    def take_back(self, request: HttpRequest, imports: QuerySet[StatementImport]) -> HttpResponse | None:
        """Undo the chosen imports, once it is confirmed."""
        question = confirm(
            self,
            request,
            imports.select_related("account__tenant"),
            action="take_back",
            title="Take back",
            question="Take these imports back?",
            button="Take them back",
            consequence=CONSEQUENCE,
        )
        if question is None:
            removed = 0
            for each in imports:
                removed += take_back(each, by=request.user, now=timezone.now())  # type: ignore[arg-type]
            self.message_user(request, f"{removed} rows are removed.", messages.SUCCESS)
        return question

    @admin.display(description="Family", ordering="account__tenant__name")
    def tenant(self, statement_import: StatementImport) -> str:
        return statement_import.tenant.name


@admin.register(StatementEntry)
class StatementEntryAdmin(MirrorAdmin[StatementEntry]):
    tenant_path = "account__tenant"
    list_display = ["booked_on", "account", "tenant", "figure", "wording", "counterparty", "brought_by"]
    list_filter = ["account__tenant"]
    list_select_related = ["account__tenant", "brought_by"]
    search_fields = ["account__name", "reference__exact"]
    search_help_text = "Name of an account, or a bank's reference"
    paginator = InfinitePaginator
    ordering = ["-booked_on", "-id"]
    fields = readonly_fields = [
        *("account", "booked_on", "value_on", "figure", "wording", "counterparty"),
        *("reference", "occurrence", "brought_by"),
    ]

    @admin.display(description="Family")
    def tenant(self, entry: StatementEntry) -> str:
        return entry.account.tenant.name

    @admin.display(description="Amount")
    def figure(self, entry: StatementEntry) -> SafeString | str:
        return money(entry.amount, entry.account.currency)
