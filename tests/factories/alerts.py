"""Rules, what they raised, and where it goes."""

from __future__ import annotations

from typing import Any

from openbanking.alerts.webhooks import new_secret
from openbanking.models import Alert, AlertDelivery, AlertEndpoint, AlertRule, Tenant, User
from tests.factories.given import NOW, numbers


def make_alert_rule(
    tenant: Tenant, owner: User, *, recipients: tuple[User, ...] = (), **columns: Any
) -> AlertRule:
    rule = AlertRule.objects.create(
        **{"tenant": tenant, "owner": owner, "kind": "bank_broken", "armed_at": NOW, **columns}
    )
    rule.recipients.set(recipients)
    return rule


def make_alert_endpoint(tenant: Tenant, owner: User, url: str, **columns: Any) -> AlertEndpoint:
    return AlertEndpoint.objects.create(
        **{"tenant": tenant, "owner": owner, "url": url, "secret": new_secret(), **columns}
    )


def make_alert(rule: AlertRule, **columns: Any) -> Alert:
    return Alert.objects.create(
        **{
            "tenant": rule.tenant,
            "rule": rule,
            "subject": str(next(numbers)),
            "episode": NOW,
            "since": NOW,
            "raised_at": NOW,
            **columns,
        }
    )


def make_alert_delivery(alert: Alert, **columns: Any) -> AlertDelivery:
    return AlertDelivery.objects.create(
        **{"alert": alert, "event": "raised", "due_at": NOW, "next_attempt_at": NOW, **columns}
    )
