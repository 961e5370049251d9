"""Accounts with their balances, and how far each figure can be trusted."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import display

from openbanking.admin.acts import Acting
from openbanking.admin.acts.banks import DISABLE, ENABLE
from openbanking.admin.export_columns import AccountColumns
from openbanking.admin.exports import Exported
from openbanking.admin.filters import (
    CurrencyFilter,
    FreshnessFilter,
    KindFilter,
    RelatedFilter,
    StatusFilter,
)
from openbanking.admin.formatting import FRESHNESS_COLOURS, age, end_of, last_four, money
from openbanking.admin.holdings import HoldingInline
from openbanking.admin.number_search import FoundByNumber
from openbanking.admin.numbers import Numbers
from openbanking.admin.orders import OwnerInline
from openbanking.admin.readonly import MirrorAdmin, MirrorInline
from openbanking.admin.stories import Told
from openbanking.admin.stories.account import story_of as account_story
from openbanking.balances.freshness import freshness_of
from openbanking.balances.kinds import kind_of
from openbanking.models import Account, BalanceType, Loan
from openbanking.wealth.allocation import allocations

# Powens' words, GET /users/me/accounts.
USAGES = {"PRIV": "Private", "ORGA": "Professional"}
MORE = {
    "holding": "Holdings",
    "pocket": "Pockets",
    "marketorder": "Orders",
    "loanpayment": "Loan payments",
}


class LoanInline(MirrorInline[Loan]):
    tenant_path = "account__tenant"
    model = Loan
    fields = readonly_fields = [
        *("type", "total_amount", "rate", "duration", "next_payment_amount", "next_payment_on"),
        *("payments_left", "matures_on"),
    ]


@admin.register(Account)
class AccountAdmin(Numbers, FoundByNumber, Acting, Exported, Told, MirrorAdmin[Account]):
    account_path = "pk"
    tenant_path = "tenant"
    change_form_outer_before_template = "admin/stories/account.html"
    resource_classes = [AccountColumns]
    list_display = [
        *("name", "institution", "tenant", "kind", "current", "freshness", "updated", "iban_end"),
    ]
    more_columns = ("available", "expected", "number_end", "currency", "status_word", "powens_type")
    list_filter = [
        *(FreshnessFilter, KindFilter, CurrencyFilter, StatusFilter),
        *(("tenant", RelatedFilter), ("connection__institution", RelatedFilter)),
    ]
    search_fields = ["name", "connection__institution__name", "tenant__name", "tenant__slug"]
    search_help_text = "Name, bank, family, an IBAN, or its last four characters"
    list_select_related = ["tenant", "connection__institution"]
    ordering = ["tenant__name", "connection__institution__name", "name"]
    inlines = [HoldingInline, LoanInline, OwnerInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *("name", "original_name", "kind", "powens_type"),
                    "status_word",
                ]
            },
        ),
        ("Where", {"fields": ["tenant", "connection", "parent", "external_id"]}),
        ("Numbers", {"fields": ["iban_shown", "bic", "number_shown", "currency", "currency_assumed"]}),
        ("Figures", {"fields": ["coming", "valuation", "gain", "unallocated", "more"]}),
        ("Owner", {"fields": ["usage_word", "ownership", "company_name", "opened_on"]}),
        (
            "Sync",
            {
                "fields": [
                    "bank_updated_at",
                    "balance_missing_since",
                    "error",
                    "disabled_at",
                    "deleted_at",
                    "vanished_at",
                    "created_at",
                    "updated_at",
                ]
            },
        ),
    ]
    readonly_fields = [
        "kind",
        "powens_type",
        "usage_word",
        "status_word",
        "iban_shown",
        "number_shown",
        "unallocated",
        "more",
    ]
    acts = (ENABLE, DISABLE)

    def named(self, account: Account) -> str:
        return f"{account}, {account.connection.institution}"

    def story_of(self, request: HttpRequest, account: Account) -> dict[str, Any]:
        return account_story(request, account, now=timezone.now())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        rows = super().get_queryset(request).prefetch_related("balances")
        return rows.select_related("tenant", "connection__institution")

    @admin.display(description="Institution", ordering="connection__institution__name")
    def institution(self, account: Account) -> str:
        return account.connection.institution.name

    @admin.display(description="Current")
    def current(self, account: Account) -> SafeString | str:
        return _balance(account, BalanceType.CURRENT)

    @admin.display(description="Available")
    def available(self, account: Account) -> SafeString | str:
        return _balance(account, BalanceType.AVAILABLE)

    @admin.display(description="Expected")
    def expected(self, account: Account) -> SafeString | str:
        return _balance(account, BalanceType.EXPECTED)

    @admin.display(description="Read", ordering="bank_updated_at")
    def updated(self, account: Account) -> str:
        return age(account.bank_updated_at)

    @display(description="Freshness", label=FRESHNESS_COLOURS)
    def freshness(self, account: Account) -> str:
        return freshness_of(account, now=timezone.now()).freshness.value

    @admin.display(description="Kind", ordering="type")
    def kind(self, account: Account) -> str:
        return str(kind_of(account.type).label)

    @admin.display(description="Powens' type", ordering="type")
    def powens_type(self, account: Account) -> str:
        return account.type

    @admin.display(description="Number")
    def number_end(self, account: Account) -> str:
        return end_of(account.number)

    @admin.display(description="Usage")
    def usage_word(self, account: Account) -> str:
        return USAGES.get(account.usage, account.usage)

    @admin.display(description="Status")
    def status_word(self, account: Account) -> str:
        return str(account.status.label)

    @admin.display(description="Balance less its lines")
    def unallocated(self, account: Account) -> SafeString | str:
        allocation = allocations([account.pk]).get(account.pk)
        left = allocation.difference if allocation else None
        return money(left, account.currency, to_the_right=False)

    @admin.display(description="More of it")
    def more(self, account: Account) -> SafeString:
        """Link to the lists of what there may be much of, narrowed to the account."""
        return format_html_join(
            " · ",
            '<a class="text-primary-600" href="{}?account__id__exact={}">{}</a>',
            (
                (reverse(f"admin:openbanking_{name}_changelist"), account.pk, words)
                for name, words in MORE.items()
            ),
        )

    @admin.display(description="IBAN")
    def iban_end(self, account: Account) -> str:
        return last_four(account)


def _balance(account: Account, kind: BalanceType) -> SafeString | str:
    found = next((each for each in account.balances.all() if each.type == kind), None)
    return money(found.amount if found else None, account.currency)
