"""Accounts with their balances, and how far each figure can be trusted."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from openbanking.admin.confirmation import confirm
from openbanking.admin.filters import (
    CurrencyFilter,
    FreshnessFilter,
    KindFilter,
    RelatedFilter,
    StatusFilter,
)
from openbanking.admin.formatting import FRESHNESS_COLOURS, age, last_four, money
from openbanking.admin.holdings import HoldingInline
from openbanking.admin.orders import OwnerInline
from openbanking.admin.readonly import MirrorAdmin, MirrorInline
from openbanking.balances.freshness import freshness_of
from openbanking.balances.kinds import kind_of
from openbanking.jobs import Reason, request_sync
from openbanking.linking.selection import ERASED, NotChanged, set_enabled
from openbanking.models import Account, Balance, BalanceReading, BalanceType, Loan
from openbanking.wealth.allocation import allocations

MORE = {
    "holding": "Holdings",
    "pocket": "Pockets",
    "marketorder": "Orders",
    "loanpayment": "Loan payments",
}


class BalanceInline(MirrorInline[Balance]):
    tenant_path = "account__tenant"
    model = Balance
    fields = readonly_fields = ["type", "figure", "as_of", "learned_at", "source_field", "derived"]

    @admin.display(description="Amount")
    def figure(self, balance: Balance) -> SafeString | str:
        return money(balance.amount, balance.currency)


class LoanInline(MirrorInline[Loan]):
    tenant_path = "account__tenant"
    model = Loan
    fields = readonly_fields = [
        *("type", "total_amount", "rate", "duration", "next_payment_amount", "next_payment_on"),
        *("payments_left", "matures_on"),
    ]


@admin.register(Account)
class AccountAdmin(MirrorAdmin[Account]):
    tenant_path = "tenant"
    list_display = [
        "name",
        "institution",
        "tenant",
        "current",
        "expected",
        "freshness",
        "updated",
        "kind",
        "available",
        "iban_end",
    ]
    list_filter = [
        *(FreshnessFilter, KindFilter, CurrencyFilter, StatusFilter),
        *(("tenant", RelatedFilter), ("connection__institution", RelatedFilter)),
    ]
    search_fields = ["name", "connection__institution__name", "tenant__name", "tenant__slug"]
    search_help_text = "Name, bank, family, or the last four characters of an IBAN"
    list_select_related = ["tenant", "connection__institution"]
    ordering = ["tenant__name", "connection__institution__name", "name"]
    inlines = [BalanceInline, HoldingInline, LoanInline, OwnerInline]
    fieldsets = [
        (
            None,
            {"fields": [*("name", "original_name", "kind", "type"), "status_word", "freshness_reason"]},
        ),
        ("Where", {"fields": ["tenant", "connection", "parent", "external_id"]}),
        ("Numbers", {"fields": ["iban", "bic", "number", "currency", "currency_assumed"]}),
        ("Figures", {"fields": ["coming", "valuation", "gain", "unallocated", "more"]}),
        ("Owner", {"fields": ["usage", "ownership", "company_name", "opened_on"]}),
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
    readonly_fields = ["kind", "status_word", "freshness_reason", "unallocated", "more"]
    actions = ["enable", "disable"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        return super().get_queryset(request).prefetch_related("balances")

    def has_switch_permission(self, request: HttpRequest) -> bool:
        """Tell whether this person may act at Powens; the rows themselves stay read-only."""
        return request.user.has_perm("openbanking.change_connection")

    @admin.action(description="Enable at Powens", permissions=["switch"])
    def enable(self, request: HttpRequest, accounts: QuerySet[Account]) -> None:
        """Have the chosen accounts read, on behalf of their members."""
        self._switch(request, accounts, enabled=True)

    @admin.action(description="Disable at Powens", permissions=["switch"])
    def disable(self, request: HttpRequest, accounts: QuerySet[Account]) -> HttpResponse | None:
        """Stop the chosen accounts, once it is confirmed that Powens may erase what it has."""
        question = confirm(
            self,
            request,
            accounts,
            action="disable",
            title="Disable at Powens",
            question="Disable these accounts at Powens?",
            button="Disable them",
            consequence=ERASED,
        )
        if question is None:
            self._switch(request, accounts, enabled=False)
        return question

    def _switch(self, request: HttpRequest, accounts: QuerySet[Account], *, enabled: bool) -> None:
        users = {}
        for account in accounts.select_related("connection__powens_user__application"):
            try:
                set_enabled(account, enabled=enabled, now=timezone.now())
            except NotChanged as error:
                self.message_user(request, f"{account}: {error}", messages.ERROR)
            else:
                word = "Enabled" if enabled else "Disabled"
                self.log_change(request, account, f"{word} at Powens.")
                self.message_user(request, f"{account}: {word.lower()}.", messages.SUCCESS)
                users[account.connection.powens_user_id] = account.connection.powens_user
        request_sync(list(users.values()), reason=Reason.STAFF)

    def get_search_results(
        self, request: HttpRequest, accounts: QuerySet[Account], term: str
    ) -> tuple[QuerySet[Account], bool]:
        """Search names, and the end of an IBAN where four characters are given."""
        found, duplicates = super().get_search_results(request, accounts, term)
        if len(term.strip()) == 4:
            found = found | accounts.filter(iban_tail=term.strip().upper())
        return found, duplicates

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

    @admin.display(description="Freshness")
    def freshness_reason(self, account: Account) -> str:
        assessment = freshness_of(account, now=timezone.now())
        return f"{assessment.freshness.value.capitalize()}. {assessment.reason}".strip()

    @admin.display(description="Kind", ordering="type")
    def kind(self, account: Account) -> str:
        return str(kind_of(account.type).label)

    @admin.display(description="Status")
    def status_word(self, account: Account) -> str:
        return str(account.status.label)

    @admin.display(description="Balance less its lines")
    def unallocated(self, account: Account) -> SafeString | str:
        allocation = allocations([account.pk]).get(account.pk)
        return money(allocation.difference if allocation else None, account.currency)

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


class BalanceValueAdmin(MirrorAdmin[Any]):
    """What the latest balances and their history have in common."""

    tenant_path = "account__tenant"
    list_display = ["account", "tenant", "type", "figure", "as_of", "learned_at", "origin"]
    list_filter = ["type", "derived", "account__tenant"]
    list_select_related = ["account__tenant"]
    search_fields = ["account__name", "account__iban_tail__iexact", "account__tenant__name"]
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

    @admin.display(description="Origin")
    def origin(self, figure: Balance | BalanceReading) -> str:
        return f"{'derived from' if figure.derived else 'delivered as'} {figure.source_field}"


@admin.register(Balance)
class BalanceAdmin(BalanceValueAdmin):
    ordering = ["account__tenant__name", "account__name", "type"]


@admin.register(BalanceReading)
class BalanceReadingAdmin(BalanceValueAdmin):
    """History grows without end, so nothing here counts it."""

    paginator = InfinitePaginator
    ordering = ["-id"]


def _balance(account: Account, kind: BalanceType) -> SafeString | str:
    found = next((each for each in account.balances.all() if each.type == kind), None)
    return money(found.amount if found else None, account.currency)
