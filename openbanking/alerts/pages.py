"""Where what an alert is about is put right: the addresses in messages."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from openbanking.models import Alert, AlertKind, User

REPAIRED_BY_RECONNECTING = (AlertKind.BANK_BROKEN, AlertKind.CONSENT_ENDS)
SEEN_ON_THE_ACCOUNT = (AlertKind.BALANCE_BELOW, AlertKind.BALANCE_ABOVE, AlertKind.MOVEMENT)


def address_of_alerts(slug: str) -> str:
    """Return the full address of a family's alerts; empty where nobody said how we are reached."""
    return _full(reverse("alerts", args=[slug]))


def address_of_help(alert: Alert, person: User) -> str:
    """Return the full address of the page on which this person can do something about it."""
    connection, kind = alert.connection, alert.rule.kind
    is_own = connection is not None and connection.powens_user.user_id == person.pk
    if connection is not None and is_own and kind in REPAIRED_BY_RECONNECTING:
        return _full(reverse("webview-repair", args=["reconnect", connection.pk]))
    if kind == AlertKind.QUARANTINE and person.is_staff:
        return _full(reverse("admin:openbanking_quarantinedreading_changelist"))
    if alert.account_id is not None and kind in SEEN_ON_THE_ACCOUNT:
        return _full(reverse("account", args=[alert.tenant.slug, alert.account_id]))
    return address_of_alerts(alert.tenant.slug)


def _full(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{path}" if settings.SITE_URL else ""
