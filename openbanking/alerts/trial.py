"""A test of a rule: something that goes the way its alerts go, marked as a test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from openbanking.alerts.queueing import queue_raised
from openbanking.alerts.sending import Sent, send_due
from openbanking.models import Alert, AlertDelivery, AlertRule
from openbanking.models.ids import new_id


def send_test(rule: AlertRule, *, clock: Callable[[], datetime] = timezone.now) -> Sent:
    """Send a test to all whom a rule tells, and return how it went; it is tried once.

    While another process sends, what comes of it is `locked`: that process or the next one sends it.
    """
    now = clock()
    with transaction.atomic():
        alert = Alert.objects.create(
            tenant=rule.tenant,
            rule=rule,
            subject=str(new_id()),
            episode=now,
            since=now,
            raised_at=now,
            resolved_at=now,
            test=True,
            created_at=now,
            updated_at=now,
        )
        queued = queue_raised([(alert, rule)], now=now, event=AlertDelivery.Event.TEST)
    return send_due(clock=clock, only=[each.pk for each in queued])
