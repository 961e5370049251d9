"""What accounts hold: lines, their history, their pockets; nothing counts them, however many."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from openbanking.admin.export_columns import HoldingColumns
from openbanking.admin.exports import Exported
from openbanking.admin.filters import AccountFilter, ChoiceFilter, CurrencyFilter, RelatedFilter
from openbanking.admin.formatting import age, money, number
from openbanking.admin.number_search import FoundByNumber
from openbanking.admin.readonly import MirrorAdmin, MirrorInline
from openbanking.models import Holding, HoldingReading, HoldingValue, Pocket

FIGURES = [
    *("quantity", "unit_cost", "unit_value", "valuation", "gain", "gain_ratio", "portfolio_share"),
    *("currency", "valued_on", "calculated"),
]
ABROAD = [
    *("security_currency", "security_unit_cost", "security_unit_value", "security_valuation"),
    "security_gain",
]


class PresenceFilter(ChoiceFilter):
    """By whether the bank still lists it."""

    title = "presence"
    parameter_name = "presence"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("there", "Listed by the bank"), ("gone", "Listed no more")]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("there", "gone"):
            return rows
        return rows.filter(deleted_on__isnull=self.value() == "there")


class HeldAdmin(FoundByNumber, MirrorAdmin[Any]):
    """What belongs to an account, found by equality alone, so that any number of rows will do."""

    tenant_path = "account__tenant"
    paginator = InfinitePaginator
    list_select_related = ["account__tenant", "account__connection__institution"]

    def get_search_results(
        self, request: HttpRequest, rows: QuerySet[Any], term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search by equality only; codes, tickers and ends of IBANs are in capitals."""
        return super().get_search_results(request, rows, term.strip().upper())

    @admin.display(description="Family")
    def family(self, row: Any) -> str:
        return str(row.account.tenant.name)

    @display(description="Presence", label={"there": "success", "gone": "warning"})
    def presence(self, row: Any) -> str:
        return "gone" if row.deleted_on else "there"

    @admin.display(description="Updated", ordering="as_of")
    def updated(self, row: Any) -> SafeString | str:
        return age(row.as_of)


class LineFigures:
    """Shows the figures of a line the same way in every list."""

    @admin.display(description="Quantity")
    def units(self, line: Holding | HoldingReading) -> SafeString | str:
        return number(line.quantity)

    @admin.display(description="Unit value")
    def unit_worth(self, line: Holding | HoldingReading) -> SafeString | str:
        return money(line.unit_value, line.currency)

    @admin.display(description="Valuation")
    def worth(self, line: Holding | HoldingReading) -> SafeString | str:
        return money(line.valuation, line.currency)

    @admin.display(description="Gain")
    def gained(self, line: Holding | HoldingReading) -> SafeString | str:
        return money(line.gain, line.currency)


class HoldingInline(LineFigures, MirrorInline[Holding]):
    tenant_path = "tenant"
    model = Holding
    fields = readonly_fields = [
        *("label", "kind", "code", "units", "unit_worth", "worth", "gained", "valued_on", "deleted_on"),
    ]


@admin.register(Holding)
class HoldingAdmin(Exported, LineFigures, HeldAdmin):
    tenant_path = "tenant"
    resource_classes = [HoldingColumns]
    list_display = [
        *("label", "account", "family", "kind", "units", "unit_worth", "worth", "gained"),
        *("valued_on", "presence", "updated"),
    ]
    list_filter = [
        *(PresenceFilter, ("kind", ChoicesDropdownFilter), CurrencyFilter),
        *(("tenant", RelatedFilter), ("account", AccountFilter)),
    ]
    search_fields = ["key__exact", "symbol__exact", "external_id__exact"]
    search_help_text = "ISIN or other code, ticker, Powens' id, an IBAN, or its last four characters"
    ordering = ["-id"]
    fieldsets = [
        (None, {"fields": ["account", "label", "kind", "code", "code_type", "symbol", "external_id"]}),
        ("Figures", {"fields": FIGURES}),
        ("In the security's currency", {"fields": ABROAD}),
        (
            "Sync",
            {"fields": ["as_of", "learned_at", "run", "deleted_on", "created_at", "updated_at"]},
        ),
    ]


@admin.register(HoldingReading)
class HoldingReadingAdmin(LineFigures, MirrorAdmin[HoldingReading]):
    tenant_path = "holding__tenant"
    list_display = ["holding", "units", "unit_worth", "worth", "gained", "valued_on", "learned_at"]
    list_select_related = ["holding"]
    search_fields = ["holding__key__exact", "holding__external_id__exact"]
    search_help_text = "ISIN or other code, or Powens' id of a line"
    paginator = InfinitePaginator
    ordering = ["-id"]
    fields = ["holding", *FIGURES, *ABROAD, "as_of", "learned_at", "run", "deleted_on"]


@admin.register(HoldingValue)
class HoldingValueAdmin(MirrorAdmin[HoldingValue]):
    tenant_path = "holding__tenant"
    list_display = ["valued_on", "holding", "worth", "abroad", "source", "learned_at"]
    list_filter = ["source"]
    list_select_related = ["holding"]
    search_fields = ["holding__key__exact", "holding__external_id__exact"]
    search_help_text = "ISIN or other code, or Powens' id of a line"
    paginator = InfinitePaginator
    ordering = ["-id"]
    fields = [
        *("holding", "valued_on", "unit_value", "security_currency", "security_unit_value"),
        *("source", "learned_at", "run"),
    ]

    @admin.display(description="Unit value")
    def worth(self, value: HoldingValue) -> SafeString | str:
        return money(value.unit_value, value.holding.currency)

    @admin.display(description="In the security's currency")
    def abroad(self, value: HoldingValue) -> SafeString | str:
        return money(value.security_unit_value, value.security_currency)


@admin.register(Pocket)
class PocketAdmin(HeldAdmin):
    tenant_path = "tenant"
    list_display = [
        *("holding", "account", "family", "condition", "available_on", "units", "worth"),
        *("presence", "updated"),
    ]
    list_filter = [PresenceFilter, ("condition", ChoicesDropdownFilter), ("tenant", RelatedFilter)]
    list_select_related = ["account__tenant", "holding"]
    search_fields = ["holding__key__exact", "external_id__exact"]
    search_help_text = "Code of a line, Powens' id, an IBAN, or its last four characters"
    ordering = ["-id"]
    fields = [
        *("account", "holding", "label", "condition", "available_on", "quantity", "value", "currency"),
        *("external_id", "as_of", "deleted_on", "created_at", "updated_at"),
    ]

    @admin.display(description="Quantity")
    def units(self, pocket: Pocket) -> SafeString | str:
        return number(pocket.quantity)

    @admin.display(description="Value")
    def worth(self, pocket: Pocket) -> SafeString | str:
        return money(pocket.value, pocket.currency)
