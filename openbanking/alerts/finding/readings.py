"""Readings that wait in quarantine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openbanking.alerts.finding.found import Finding, by_tenant, of_kinds
from openbanking.models import AlertKind, AlertRule, QuarantinedReading


def find(rules: Sequence[AlertRule]) -> Iterator[Finding]:
    """Yield the readings that wait for staff, in one statement."""
    grouped = by_tenant(of_kinds(rules, AlertKind.QUARANTINE))
    if not grouped:
        return
    waiting = QuarantinedReading.objects.waiting().filter(account__tenant__in=grouped.keys())
    for reading in waiting.select_related("account"):
        for rule in grouped[reading.account.tenant_id]:
            if rule.account_id in (None, reading.account_id):
                yield Finding(
                    rule=rule,
                    subject=str(reading.pk),
                    since=reading.created_at,
                    account_id=reading.account_id,
                    amount=reading.balance,
                    currency=reading.currency,
                )
