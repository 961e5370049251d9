"""By what lists are narrowed down: unfold's filters, in the words of people and within what they see."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    DropdownFilter,
    RangeDateFilter,
    RangeNumericListFilter,
    RelatedDropdownFilter,
)

from openbanking.admin.addresses import seen
from openbanking.balances.freshness import Freshness, having_freshness
from openbanking.balances.kinds import KINDS, TYPES
from openbanking.health.states import CONSENT_HORIZON, STATES, Actor, Status
from openbanking.models import Account, Kind
from openbanking.models.connections import Connection

__all__ = [
    "AccountFilter",
    "AmountFilter",
    "ChoiceFilter",
    "ConditionFilter",
    "ConsentFilter",
    "CurrencyFilter",
    "DayFilter",
    "FreshnessFilter",
    "KindFilter",
    "MustActFilter",
    "RelatedFilter",
    "StatusFilter",
]

AccountFilter = AutocompleteSelectFilter


class RelatedFilter(RelatedDropdownFilter):
    """By what a row refers to, among what this person sees of it."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [(each.pk, str(each)) for each in seen(request, field.related_model)]


class ChoiceFilter(DropdownFilter):
    """By a choice of ours. The columns of an account are found by the list's `account_prefix`."""

    def __init__(
        self, request: HttpRequest, params: dict[str, Any], model: type[Model], model_admin: Any
    ) -> None:
        self.prefix = getattr(model_admin, "account_prefix", "")
        super().__init__(request, params, model, model_admin)


class StatusFilter(ChoiceFilter):
    """By whether an account counts."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Account.Status.choices

    def queryset(self, request: HttpRequest, accounts: QuerySet[Any]) -> QuerySet[Any]:
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


class FreshnessFilter(ChoiceFilter):
    """By whether the figures of an account that is read can be taken for the bank's present ones."""

    title = "freshness"
    parameter_name = "freshness"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        hours = settings.BALANCE_FRESH_HOURS
        return [
            (Freshness.FRESH, f"Fresh: at most {hours} hours old, and nothing against it"),
            (Freshness.STALE, "Stale"),
            (Freshness.UNKNOWN, "Unknown: never read"),
        ]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in list(Freshness):
            return rows
        accounts = having_freshness(Freshness(self.value()), now=timezone.now())
        if not self.prefix:
            return rows.filter(pk__in=accounts.values("pk"))
        return rows.filter(**{f"{self.prefix}in": accounts.values("pk")})


class KindFilter(ChoiceFilter):
    """By what an account is, in people's words."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Kind.choices

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        column = f"{self.prefix}type__in"
        match self.value():
            case Kind.OTHER:
                return rows.exclude(**{column: KINDS.keys() - set(TYPES[Kind.OTHER])})
            case kind if kind in Kind.values:
                return rows.filter(**{column: TYPES[Kind(kind)]})
        return rows


class CurrencyFilter(ChoiceFilter):
    """By the currency of an account."""

    title = "currency"
    parameter_name = "currency"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        accounts = seen(request, Account).prefetch_related(None).order_by("currency")
        return [(code, code) for code in accounts.values_list("currency", flat=True).distinct()]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(**{f"{self.prefix}currency": self.value()}) if self.value() else rows


class DayFilter(RangeDateFilter):
    """By days, both included to their ends; unfold's own stops where the last one begins."""

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        first, last = (self._day(end) for end in ("from", "to"))
        instants = self.field.get_internal_type() == "DateTimeField"
        if first:
            since = _midnight(first) if instants else first
            rows = rows.filter(**{f"{self.field_path}__gte": since})
        if last:
            until = _midnight(last + timedelta(days=1)) if instants else last + timedelta(days=1)
            rows = rows.filter(**{f"{self.field_path}__lt": until})
        return rows

    def _day(self, end: str) -> Any:
        try:
            return parse_date(str(self.used_parameters.get(f"{self.field_path}_{end}") or ""))
        except ValueError:
            return None


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class AmountFilter(RangeNumericListFilter):
    """By amounts from one to another, both included."""

    title = "amount"
    parameter_name = "amount"

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        found: QuerySet[Any] | None = super().queryset(request, rows)
        return rows if found is None else found


def _in_states(states: list[str]) -> Q:
    condition = Q(pk__in=[])
    for state in states:
        condition |= Q(state__iexact=state)
    return condition


class ConditionFilter(ChoiceFilter):
    """By the word that sums a connection up."""

    title = "condition"
    parameter_name = "condition"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status.value, status.value.capitalize()) for status in Status]

    def queryset(self, request: HttpRequest, connections: QuerySet[Connection]) -> QuerySet[Connection]:
        if not self.value():
            return connections
        here = connections.filter(vanished_at__isnull=True)
        if self.value() == Status.DISCONNECTED:
            return connections.filter(vanished_at__isnull=False)
        if self.value() == Status.HEALTHY:
            return here.filter(state="", active=True)
        degraded = _in_states([s for s, c in STATES.items() if c.status is Status.DEGRADED])
        degraded |= Q(state="", active=False)
        if self.value() == Status.DEGRADED:
            return here.filter(degraded)
        return here.exclude(degraded).exclude(state="")


class MustActFilter(ChoiceFilter):
    """By who has to do something."""

    title = "who must act"
    parameter_name = "must_act"
    ANYBODY = "somebody"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(self.ANYBODY, "Somebody"), *((each.value, each.value.capitalize()) for each in Actor)]

    def queryset(self, request: HttpRequest, connections: QuerySet[Connection]) -> QuerySet[Connection]:
        if not self.value():
            return connections
        if self.value() == self.ANYBODY:
            return connections.exclude(self._of(Actor.NOBODY))
        return connections.filter(self._of(self.value()))

    def _of(self, actor: str) -> Q:
        theirs = _in_states([s for s, c in STATES.items() if c.who_must_act == actor])
        if actor == Actor.NOBODY:
            theirs |= Q(state="")
        if actor == Actor.STAFF:
            # A state nobody knows yet is the staff's to look up.
            theirs |= ~_in_states(list(STATES)) & ~Q(state="")
        here = Q(vanished_at__isnull=True) & theirs
        return here | Q(vanished_at__isnull=False) if actor == Actor.MEMBER else here


class ConsentFilter(ChoiceFilter):
    """By whether the bank's consent ends soon."""

    title = "consent"
    parameter_name = "consent"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        days = CONSENT_HORIZON.days
        return [("ending", f"Ends within {days} days, or has ended"), ("lasting", "Lasts longer")]

    def queryset(self, request: HttpRequest, connections: QuerySet[Connection]) -> QuerySet[Connection]:
        soon = timezone.now() + CONSENT_HORIZON
        match self.value():
            case "ending":
                return connections.filter(vanished_at__isnull=True, consent_ends_at__lt=soon)
            case "lasting":
                return connections.filter(vanished_at__isnull=True, consent_ends_at__gte=soon)
        return connections
