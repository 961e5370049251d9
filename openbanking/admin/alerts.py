"""What was raised and what became of telling it: read, never written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.decorators import display

from openbanking.admin.acts import Acting
from openbanking.admin.acts.alerts import RETRY
from openbanking.admin.formatting import NOTHING, age, money
from openbanking.admin.readonly import MirrorAdmin, MirrorInline
from openbanking.alerts.wording import detail_of, headline_of, rule_in_words
from openbanking.models import Alert, AlertDelivery, DeliveryAttempt

State = AlertDelivery.State
COLOURS = {
    State.WAITING.label: "info",
    State.DELIVERED.label: "success",
    State.FAILED.label: "danger",
    State.WITHDRAWN.label: "warning",
}


class AlertDeliveryInline(MirrorInline[AlertDelivery]):
    tenant_path = "alert__tenant"
    model = AlertDelivery
    fields = readonly_fields = [
        *("event", "to", "state", "attempts_made", "next_attempt", "delivered_at"),
    ]
    verbose_name_plural = "Deliveries"
    tab = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[AlertDelivery]:
        return super().get_queryset(request).select_related("recipient", "endpoint", "alert__rule")

    @admin.display(description="To")
    def to(self, delivery: AlertDelivery) -> str:
        return _to(delivery)

    @admin.display(description="Next try")
    def next_attempt(self, delivery: AlertDelivery) -> Any:
        return _next_try(delivery)


@admin.register(Alert)
class AlertAdmin(MirrorAdmin[Alert]):
    tenant_path = "tenant"
    list_display = ["raised_at", "what", "tenant", "about", "figure", "state", "resolved_at"]
    list_filter = ["rule__kind", ("resolved_at", admin.EmptyFieldListFilter), "test", "tenant"]
    list_select_related = [
        *("tenant", "rule__account", "rule__tenant", "account", "connection__institution"),
    ]
    search_fields = ["tenant__name", "account__name", "connection__institution__name"]
    fields = readonly_fields = [
        *("what", "detail", "tenant", "asked", "about", "figure", "since"),
        *("state", "raised_at", "resolved_at"),
    ]
    inlines = [AlertDeliveryInline]

    @admin.display(description="What came about", ordering="rule__kind")
    def what(self, alert: Alert) -> str:
        return "A test" if alert.test else headline_of(alert)

    @admin.display(description="In words")
    def detail(self, alert: Alert) -> str:
        return NOTHING if alert.test else detail_of(alert)

    @admin.display(description="Asked for by")
    def asked(self, alert: Alert) -> str:
        return f"{rule_in_words(alert.rule)}, {alert.rule.owner}"

    @admin.display(description="About")
    def about(self, alert: Alert) -> str:
        if alert.account is not None:
            return alert.account.name
        return alert.connection.institution.name if alert.connection else NOTHING

    @admin.display(description="Amount")
    def figure(self, alert: Alert) -> SafeString | str:
        return money(alert.amount, alert.currency)

    @display(description="State", label={"open": "warning", "over": "success", "test": "info"})
    def state(self, alert: Alert) -> str:
        if alert.test:
            return "test"
        return "over" if alert.resolved_at else "open"


class AttemptInline(MirrorInline[DeliveryAttempt]):
    tenant_path = "delivery__alert__tenant"
    model = DeliveryAttempt
    fields = readonly_fields = ["at", "succeeded", "outcome", "next_attempt_at"]
    verbose_name_plural = "Attempts"
    show_change_link = False
    tab = False


@admin.register(AlertDelivery)
class AlertDeliveryAdmin(Acting, MirrorAdmin[AlertDelivery]):
    tenant_path = "alert__tenant"
    list_display = ["due_at", "what", "tenant", "to", "status", "attempts_made", "next_attempt"]
    list_filter = ["state", "event", "alert__tenant"]
    list_select_related = [
        *("alert__tenant", "alert__rule", "alert__connection__institution"),
        *("recipient", "endpoint"),
    ]
    search_fields = ["alert__tenant__name", "recipient__username"]
    fields = readonly_fields = [
        *("what", "tenant", "event", "to", "status", "due_at", "attempts_made", "next_attempt"),
        *("delivered_at", "id"),
    ]
    inlines = [AttemptInline]
    acts = (RETRY,)

    def named(self, delivery: AlertDelivery) -> str:
        return f"{self.what(delivery)}, to {_to(delivery)}"

    @admin.display(description="What came about")
    def what(self, delivery: AlertDelivery) -> str:
        return "A test" if delivery.alert.test else headline_of(delivery.alert)

    @admin.display(description="Family", ordering="alert__tenant__name")
    def tenant(self, delivery: AlertDelivery) -> str:
        return delivery.alert.tenant.name

    @admin.display(description="To")
    def to(self, delivery: AlertDelivery) -> str:
        return _to(delivery)

    @display(description="State", label=COLOURS, ordering="state")
    def status(self, delivery: AlertDelivery) -> str:
        return delivery.get_state_display()

    @admin.display(description="Next try", ordering="next_attempt_at")
    def next_attempt(self, delivery: AlertDelivery) -> Any:
        return _next_try(delivery)


def _to(delivery: AlertDelivery) -> str:
    """Return whom it goes to; of an address the host alone."""
    return str(delivery.recipient or delivery.endpoint)


def _next_try(delivery: AlertDelivery) -> Any:
    if delivery.state != State.WAITING:
        return NOTHING
    now = timezone.now()
    return age(delivery.next_attempt_at) if delivery.next_attempt_at <= now else delivery.next_attempt_at
