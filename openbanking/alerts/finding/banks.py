"""Banks that are broken, whose consent ends, or that were not read for days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from openbanking.alerts.finding.found import Finding, by_tenant, of_kinds
from openbanking.models import AlertKind, AlertRule, Connection


def find(rules: Sequence[AlertRule], *, now: datetime) -> Iterator[Finding]:
    """Yield what is the case of connections, in one statement; none without a rule about them."""
    about_banks = of_kinds(rules, AlertKind.BANK_BROKEN, AlertKind.CONSENT_ENDS, AlertKind.NOT_SYNCED)
    if not about_banks:
        return
    grouped = by_tenant(about_banks)
    connections = Connection.objects.filter(
        tenant__in=grouped.keys(), vanished_at__isnull=True, powens_user__unlinked_at__isnull=True
    ).select_related("powens_user")
    for connection in connections:
        for rule in grouped[connection.tenant_id]:
            since = _since(rule, connection, now=now)
            if since is not None:
                yield Finding(
                    rule=rule, subject=str(connection.pk), since=since, connection_id=connection.pk
                )


def _since(rule: AlertRule, connection: Connection, *, now: datetime) -> datetime | None:
    """Return since when it is the case, or when a consent ends; None if it is not."""
    span = timedelta(days=rule.days or 1)
    if rule.kind == AlertKind.CONSENT_ENDS:
        ends_at = connection.consent_ends_at
        return ends_at if ends_at is not None and ends_at - span <= now else None
    if rule.kind == AlertKind.BANK_BROKEN:
        since = broken_since(connection)
        return since if since is not None and since <= now - span else None
    since = synced_at(connection)
    return since if since <= now - span else None


def broken_since(connection: Connection) -> datetime | None:
    """Return since when a bank cannot be read: it reports trouble, or Powens refuses our token."""
    moments = []
    if connection.state:
        moments.append(connection.broken_since or connection.last_success_at or connection.created_at)
    if connection.powens_user.rejected_at:
        moments.append(connection.powens_user.rejected_at)
    return min(moments, default=None)


def synced_at(connection: Connection) -> datetime:
    """Return when the bank's figures last came all the way: from the bank to Powens, and to us."""
    return min(
        connection.last_read_at or connection.created_at,
        connection.last_success_at or connection.created_at,
    )
