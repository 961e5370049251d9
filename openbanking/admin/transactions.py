"""Transactions, usable with a million of them: nothing counts them, nothing scans them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from openbanking.admin.export_columns import TransactionColumns, state_of, wording_of
from openbanking.admin.exports import Exported
from openbanking.admin.filters import (
    AccountFilter,
    AmountFilter,
    CurrencyFilter,
    DayFilter,
    KindFilter,
    RelatedFilter,
)
from openbanking.admin.formatting import NOTHING, money
from openbanking.admin.readonly import MirrorAdmin
from openbanking.admin.transaction_search import HELP as SEARCH_HELP
from openbanking.admin.transaction_search import search
from openbanking.models import Transaction

DETAILS = [
    *("original_wording", "simplified_wording", "wording", "comment"),
    *("counterparty_name", "counterparty_account", "counterparty_role", "card"),
]


@admin.register(Transaction)
class TransactionAdmin(Exported, MirrorAdmin[Transaction]):
    tenant_path = "account__tenant"
    resource_classes = [TransactionColumns]
    account_prefix = "account__"
    list_display = ["day", "wording_shown", "other_side", "account", "tenant", "figure", "state"]
    more_columns = ("kind", "category_shown", "booked", "note", "external_id")
    list_filter = [
        *(("account", AccountFilter), ("account__tenant", RelatedFilter)),
        *(("account__connection__institution", RelatedFilter), KindFilter, CurrencyFilter),
        *(("date", DayFilter), AmountFilter, ("status", ChoicesDropdownFilter)),
    ]
    list_select_related = ["account__tenant", "account__connection__institution"]
    search_fields = ["pk"]  # so that there is a field to type in; `search` says what is found
    search_help_text = SEARCH_HELP
    paginator = InfinitePaginator
    ordering = ["-date", "-id"]
    fieldsets = [
        (None, {"fields": ["account", "amount", "date", "status", "kind", "external_id"]}),
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
    always_shown = Transaction.CORRECTIONS

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
        """Search by words, other side, amount, day, end of an IBAN and id at Powens."""
        return (search(transactions, term) if term.strip() else transactions), False

    @admin.display(description="Date", ordering="date")
    def day(self, transaction: Transaction) -> Any:
        return transaction.date.date()

    @admin.display(description="Type", ordering="type")
    def kind(self, transaction: Transaction) -> str:
        return transaction.type.replace("_", " ").capitalize()

    @admin.display(description="Category")
    def category_shown(self, transaction: Transaction) -> str:
        return transaction.own_category or transaction.category or NOTHING

    @admin.display(description="Other side")
    def other_side(self, transaction: Transaction) -> str:
        return transaction.counterparty_name or NOTHING

    @admin.display(description="Booked on", ordering="booked_on")
    def booked(self, transaction: Transaction) -> Any:
        return transaction.booked_on.date() if transaction.booked_on else NOTHING

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
        return state_of(transaction)

    @admin.display(description="Wording")
    def wording_shown(self, transaction: Transaction) -> str:
        return wording_of(transaction) or NOTHING
