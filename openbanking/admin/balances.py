"""Balances: the latest of each kind, and every one there ever was, with age, freshness and origin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from openbanking.admin.export_columns import BalanceColumns, origin_of
from openbanking.admin.exports import Exported
from openbanking.admin.filters import (
    AccountFilter,
    AmountFilter,
    CurrencyFilter,
    DayFilter,
    FreshnessFilter,
    KindFilter,
    RelatedFilter,
)
from openbanking.admin.formatting import FRESHNESS_COLOURS, age, money
from openbanking.admin.number_search import FoundByNumber
from openbanking.admin.readonly import MirrorAdmin
from openbanking.balances.freshness import freshness_of
from openbanking.models import Balance, BalanceReading


class BalanceValueAdmin(FoundByNumber, MirrorAdmin[Any]):
    """What the latest balances and their history have in common."""

    tenant_path = "account__tenant"
    account_prefix = "account__"
    list_display = ["account", "tenant", "type", "figure", "updated", "freshness", "origin", "learned"]
    list_filter = [
        *(("account", AccountFilter), ("account__tenant", RelatedFilter)),
        *(("type", ChoicesDropdownFilter), FreshnessFilter, KindFilter, CurrencyFilter),
        *(AmountFilter, ("as_of", DayFilter)),
    ]
    list_select_related = ["account__tenant", "account__connection__institution"]
    search_fields = ["account__name", "account__tenant__name"]
    search_help_text = "Name of an account or a family, an IBAN, or its last four characters"
    fields = [
        *("account", "type", "figure", "currency", "as_of", "learned_at"),
        *("source_field", "derived", "run"),
    ]
    readonly_fields = fields

    @admin.display(description="Family")
    def tenant(self, figure: Balance | BalanceReading) -> str:
        return figure.account.tenant.name

    @admin.display(description="Amount")
    def figure(self, figure: Balance | BalanceReading) -> SafeString | str:
        return money(figure.amount, figure.currency)

    @admin.display(description="As of", ordering="as_of")
    def updated(self, figure: Balance | BalanceReading) -> str:
        return age(figure.as_of)

    @admin.display(description="Learned", ordering="learned_at")
    def learned(self, figure: Balance | BalanceReading) -> str:
        return age(figure.learned_at)

    @display(description="Freshness", label=FRESHNESS_COLOURS)
    def freshness(self, figure: Balance | BalanceReading) -> str:
        return freshness_of(figure.account, now=timezone.now()).freshness.value

    @admin.display(description="Origin")
    def origin(self, figure: Balance | BalanceReading) -> str:
        return origin_of(figure)


@admin.register(Balance)
class BalanceAdmin(Exported, BalanceValueAdmin):
    resource_classes = [BalanceColumns]
    ordering = ["account__tenant__name", "account__name", "type"]


@admin.register(BalanceReading)
class BalanceReadingAdmin(BalanceValueAdmin):
    """History grows without end, so nothing here counts it."""

    paginator = InfinitePaginator
    ordering = ["-id"]
