"""Statements that were imported: which file brought what, row by row, and taking one back."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString
from unfold.paginator import InfinitePaginator

from openbanking.admin.acts import Acting
from openbanking.admin.acts.statements import TAKE_BACK
from openbanking.admin.formatting import money
from openbanking.admin.readonly import MirrorAdmin
from openbanking.models import StatementEntry, StatementImport


@admin.register(StatementImport)
class StatementImportAdmin(Acting, MirrorAdmin[StatementImport]):
    tenant_path = "account__tenant"
    list_display = [
        *("created_at", "account", "tenant", "format", "begins_on", "ends_on"),
        *("rows", "added", "imported_by"),
    ]
    list_filter = ["format", "account__tenant"]
    list_select_related = ["account__tenant", "imported_by"]
    search_fields = ["account__name", "account__tenant__name"]
    fields = readonly_fields = list_display
    acts = (TAKE_BACK,)

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
