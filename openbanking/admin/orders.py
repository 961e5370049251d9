"""Orders on market accounts, payments of loans, and whose accounts are."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString

from openbanking.admin.formatting import money, number
from openbanking.admin.holdings import HeldAdmin, PresenceFilter
from openbanking.admin.readonly import MirrorInline
from openbanking.models import AccountOwner, LoanPayment, MarketOrder


@admin.register(MarketOrder)
class MarketOrderAdmin(HeldAdmin):
    tenant_path = "tenant"
    list_display = [
        *("day", "account", "family", "direction", "label", "units", "figure", "type", "state"),
        *("presence", "updated"),
    ]
    list_filter = [PresenceFilter, "direction", "tenant"]
    search_fields = ["code__exact", "number__exact", "external_id__exact"]
    search_help_text = "Code, number, Powens' id, an IBAN, or its last four characters"
    ordering = ["-id"]
    fieldsets = [
        (None, {"fields": ["account", "direction", "label", "code", "symbol", "number", "external_id"]}),
        ("Terms", {"fields": ["type", "market", "state", "payment_method"]}),
        ("Dates", {"fields": ["placed_at", "executed_at", "valid_until"]}),
        (
            "Figures",
            {
                "fields": [
                    *("quantity", "amount", "limit_price", "unit_price", "unit_value", "currency"),
                ]
            },
        ),
        ("Sync", {"fields": ["as_of", "deleted_on", "created_at", "updated_at"]}),
    ]

    @admin.display(description="Date", ordering="date")
    def day(self, order: MarketOrder) -> object:
        return order.date.date()

    @admin.display(description="Quantity")
    def units(self, order: MarketOrder) -> SafeString | str:
        return number(order.quantity)

    @admin.display(description="Amount")
    def figure(self, order: MarketOrder) -> SafeString | str:
        return money(order.amount, order.currency)


@admin.register(LoanPayment)
class LoanPaymentAdmin(HeldAdmin):
    list_display = [
        *("due_on", "account", "family", "paid", "principal_part", "interest_part", "left"),
        *("presence", "updated"),
    ]
    list_filter = [PresenceFilter, "account__tenant"]
    search_fields = ["account__external_id__exact"]
    search_help_text = "Powens' id of an account, its IBAN, or the last four characters of that"
    ordering = ["-id"]
    fields = [
        *("account", "due_on", "position", "period", "principal", "interest", "insurance", "total"),
        *("remaining", "currency", "calculated", "as_of", "deleted_on", "created_at", "updated_at"),
    ]

    @admin.display(description="Total")
    def paid(self, payment: LoanPayment) -> SafeString | str:
        return money(payment.total, payment.currency)

    @admin.display(description="Principal")
    def principal_part(self, payment: LoanPayment) -> SafeString | str:
        return money(payment.principal, payment.currency)

    @admin.display(description="Interest")
    def interest_part(self, payment: LoanPayment) -> SafeString | str:
        return money(payment.interest, payment.currency)

    @admin.display(description="Remaining")
    def left(self, payment: LoanPayment) -> SafeString | str:
        return money(payment.remaining, payment.currency)


class OwnerInline(MirrorInline[AccountOwner]):
    tenant_path = "tenant"
    model = AccountOwner
    fields = readonly_fields = ["role", "name", "is_member", "multiple_holders"]


@admin.register(AccountOwner)
class AccountOwnerAdmin(HeldAdmin):
    tenant_path = "tenant"
    list_display = ["role", "account", "family", "name", "is_member", "multiple_holders"]
    list_filter = ["role", "tenant"]
    search_fields = ["account__external_id__exact"]
    search_help_text = "Powens' id of an account, its IBAN, or the last four characters of that"
    ordering = ["-id"]
    fields = [
        *("account", "role", "name", "is_member", "multiple_holders", "created_at", "updated_at"),
    ]
