"""By what the list of accounts is narrowed down."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from openbanking.balances.freshness import fresh_since
from openbanking.balances.kinds import KINDS, TYPES
from openbanking.models import Account, Kind


class StatusFilter(SimpleListFilter):
    """By whether an account counts."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Account.Status.choices

    def queryset(self, request: HttpRequest, accounts: QuerySet[Account]) -> QuerySet[Account]:
        match self.value():
            case Account.Status.ACTIVE:
                return accounts.filter(
                    disabled_at__isnull=True, deleted_at__isnull=True, vanished_at__isnull=True
                )
            case Account.Status.DISABLED:
                return accounts.filter(disabled_at__isnull=False)
            case Account.Status.DELETED:
                return accounts.filter(deleted_at__isnull=False)
            case Account.Status.VANISHED:
                return accounts.filter(vanished_at__isnull=False)
        return accounts


class AgeFilter(SimpleListFilter):
    """By how long ago the bank's figure was read."""

    title = "age of the balance"
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        hours = settings.BALANCE_FRESH_HOURS
        return [("fresh", f"At most {hours} hours"), ("old", f"More than {hours} hours")]

    def queryset(self, request: HttpRequest, accounts: QuerySet[Account]) -> QuerySet[Account]:
        since = fresh_since(timezone.now())
        match self.value():
            case "fresh":
                return accounts.filter(bank_updated_at__gte=since)
            case "old":
                return accounts.filter(Q(bank_updated_at__lt=since) | Q(bank_updated_at__isnull=True))
        return accounts


class KindFilter(SimpleListFilter):
    """By what an account is, in people's words."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Kind.choices

    def queryset(self, request: HttpRequest, accounts: QuerySet[Account]) -> QuerySet[Account]:
        match self.value():
            case Kind.OTHER:
                return accounts.exclude(type__in=KINDS.keys() - set(TYPES[Kind.OTHER]))
            case kind if kind in Kind.values:
                return accounts.filter(type__in=TYPES[Kind(kind)])
        return accounts
