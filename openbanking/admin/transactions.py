"""Transactions, usable with a million of them: nothing counts them, nothing scans them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from openbanking.admin.formatting import NOTHING, money
from openbanking.admin.readonly import MirrorAdmin
from openbanking.models import Transaction

DETAILS = [
    *("original_wording", "simplified_wording", "wording", "comment"),
    *("counterparty_name", "counterparty_account", "counterparty_role", "card"),
]


@admin.register(Transaction)
class TransactionAdmin(MirrorAdmin[Transaction]):
    tenant_path = "account__tenant"
    list_display = ["day", "account", "tenant", "figure", "type", "state", "wording_shown"]
    list_filter = ["status"]
    list_select_related = ["account__tenant"]
    search_fields = ["external_id__exact", "account__iban_tail__exact"]
    search_help_text = "Powens' id of a transaction, or the last four characters of an IBAN"
    paginator = InfinitePaginator
    ordering = ["-date", "-id"]
    fieldsets = [
        (None, {"fields": ["account", "figure", "date", "status", "type", "external_id"]}),
        (
            "Corrections",
            {
                "fields": Transaction.CORRECTIONS,
                "description": "Ours alone: no sync changes them, and they follow the transaction when "
                "the bank lists it anew.",
            },
        ),
        ("Words", {"fields": DETAILS}),
        ("Dates", {"fields": ["booked_on", "value_on", "budgeted_on", "first_seen_at"]}),
        ("Category", {"fields": ["category", "parent_category", "series", "budgeted"]}),
        (
            "Abroad",
            {"fields": ["original_amount", "original_currency", "commission", "gross_amount"]},
        ),
        ("Sync", {"fields": ["bank_updated_at", "deleted_at", "created_at", "updated_at"]}),
    ]
    list_display_links = ["day"]

    def get_readonly_fields(self, request: HttpRequest, obj: Transaction | None = None) -> list[str]:
        """Return everything but the corrections: the rest is fixed at its source."""
        shown = flatten_fieldsets(self.get_fieldsets(request, obj))
        return [name for name in shown if name not in Transaction.CORRECTIONS]

    def has_change_permission(self, request: HttpRequest, obj: Transaction | None = None) -> bool:
        """Let those correct a row who may change transactions; the list itself changes nothing."""
        return obj is not None and request.user.has_perm("openbanking.change_transaction")

    def save_model(self, request: HttpRequest, obj: Transaction, form: Any, change: bool) -> None:
        """Save the corrections only."""
        obj.save_corrections(now=timezone.now())

    def get_search_results(
        self, request: HttpRequest, transactions: QuerySet[Transaction], term: str
    ) -> tuple[QuerySet[Transaction], bool]:
        """Search by equality only: each of the two uses an index."""
        return super().get_search_results(request, transactions, term.strip().upper())

    @admin.display(description="Date", ordering="date")
    def day(self, transaction: Transaction) -> Any:
        return transaction.date.date()

    @admin.display(description="Family")
    def tenant(self, transaction: Transaction) -> str:
        return transaction.account.tenant.name

    @admin.display(description="Amount")
    def figure(self, transaction: Transaction) -> SafeString | str:
        return money(transaction.amount, transaction.account.currency)

    @display(
        description="Status",
        label={"booked": "success", "pending": "info", "taken back": "warning", "left out": "warning"},
    )
    def state(self, transaction: Transaction) -> str:
        if transaction.deleted_at:
            return "taken back"
        return "left out" if transaction.left_out else transaction.status

    @admin.display(description="Wording")
    def wording_shown(self, transaction: Transaction) -> str:
        return transaction.simplified_wording or transaction.original_wording or NOTHING
