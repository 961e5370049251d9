"""To whom what is raised goes, and when: mails at once or with others, addresses always at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings

from openbanking.models import Alert, AlertDelivery, AlertRule


def queue_raised(
    alerts: Iterable[tuple[Alert, AlertRule]],
    *,
    now: datetime,
    event: AlertDelivery.Event = AlertDelivery.Event.RAISED,
) -> list[AlertDelivery]:
    """Queue the notices of alerts that were raised, and return it."""
    deliveries = []
    for alert, rule in alerts:
        due_at = now if event is AlertDelivery.Event.TEST else mailed_at(rule, now=now)
        deliveries += [
            _delivery(alert, event, due_at, now=now, recipient=person)
            for person in rule.recipients.all()
        ]
        if rule.endpoint_id:
            deliveries.append(_delivery(alert, event, now, now=now, endpoint_id=rule.endpoint_id))
    return AlertDelivery.objects.bulk_create(deliveries, ignore_conflicts=True)


def queue_resolved(alerts: Sequence[Alert], *, now: datetime) -> None:
    """Queue the notices to addresses of alerts that are over; people look for themselves."""
    AlertDelivery.objects.bulk_create(
        [
            _delivery(
                alert, AlertDelivery.Event.RESOLVED, now, now=now, endpoint_id=alert.rule.endpoint_id
            )
            for alert in alerts
            if alert.rule.endpoint_id
        ],
        ignore_conflicts=True,
    )


def mailed_at(rule: AlertRule, *, now: datetime) -> datetime:
    """Return when what a rule raises now is mailed."""
    return now if rule.timing == AlertRule.Timing.AT_ONCE else next_digest(now)


def next_digest(now: datetime) -> datetime:
    """Return the next time of the day at which what can wait is mailed together."""
    here = now.astimezone(settings.POWENS_TIMEZONE)
    hour = settings.ALERTS_DIGEST_HOUR
    today = here.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today > here else today + timedelta(days=1)


def _delivery(
    alert: Alert, event: AlertDelivery.Event, due_at: datetime, *, now: datetime, **to: object
) -> AlertDelivery:
    return AlertDelivery(
        alert=alert,
        event=event,
        due_at=due_at,
        next_attempt_at=due_at,
        created_at=now,
        updated_at=now,
        **to,
    )
