"""Find what came about and what is over, for all rules at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from openbanking.alerts.finding import balances, banks, movements, readings
from openbanking.alerts.finding.found import Finding, Key
from openbanking.alerts.people import may_be_notified
from openbanking.alerts.queueing import queue_raised, queue_resolved
from openbanking.models import Alert, AlertRule


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How many alerts were raised, and how many are over."""

    raised: int = 0
    resolved: int = 0


def evaluate(now: datetime) -> Evaluation:
    """Raise what came about and resolve what is over, each once, and queue the notices of it.

    The number of statements does not depend on that of rules. Two evaluations at the same time do no
    harm: what is open is read before what is the case, so that neither ends what the other has just
    raised, and the database keeps what is raised unique.
    """
    rules = _rules()
    still_open = {alert.pk: (alert.rule_id, alert.subject) for alert in Alert.objects.open()}
    found = {finding.key: finding for finding in _find(rules, now=now)}
    over = [pk for pk, key in still_open.items() if key not in found]
    new = _new(found, still_open.values())
    if not (over or new):
        return Evaluation()
    with transaction.atomic():
        resolved = _resolve(over, {rule.pk for rule in rules}, now=now)
        raised = _raise(new, now=now)
    return Evaluation(raised=raised, resolved=resolved)


def _rules() -> list[AlertRule]:
    """Return the rules that are looked at, each with its people and address.

    One whose owner may not see the tenant any more rests: else it would go on telling.
    """
    rules = AlertRule.objects.on().filter(may_be_notified("tenant", "owner"))
    return list(rules.select_related("endpoint").prefetch_related("recipients").order_by("pk"))


def _find(rules: list[AlertRule], *, now: datetime) -> Iterable[Finding]:
    yield from banks.find(rules, now=now)
    yield from balances.find(rules)
    yield from movements.find(rules, now=now)
    yield from readings.find(rules)


def _new(found: dict[Key, Finding], still_open: Collection[Key]) -> list[Finding]:
    """Return what no open alert is about, in an order that all evaluations share."""
    known = set(still_open)
    return [found[key] for key in sorted(found.keys() - known)]


def _raise(findings: list[Finding], *, now: datetime) -> int:
    """Record alerts; one that another evaluation raised meanwhile, or that was there before, is left."""
    rules = {finding.rule.pk: finding.rule for finding in findings}
    alerts = [_alert(finding, now=now) for finding in findings]
    Alert.objects.bulk_create(alerts, ignore_conflicts=True)
    made = set(Alert.objects.filter(pk__in=[each.pk for each in alerts]).values_list("pk", flat=True))
    raised = [alert for alert in alerts if alert.pk in made]
    queue_raised([(alert, rules[alert.rule_id]) for alert in raised], now=now)
    return len(raised)


def _resolve(over: list[UUID], looked_at: set[UUID], *, now: datetime) -> int:
    """End alerts; nobody is notified of those whose rule is not looked at any more."""
    if not over:
        return 0
    ending = Alert.objects.open().filter(pk__in=over).select_for_update(of=("self",))
    alerts = list(ending.select_related("rule").order_by("pk"))
    resolved = [alert.pk for alert in alerts]
    Alert.objects.filter(pk__in=resolved).update(resolved_at=now, updated_at=now)
    queue_resolved([alert for alert in alerts if alert.rule_id in looked_at], now=now)
    return len(resolved)


def _alert(finding: Finding, *, now: datetime) -> Alert:
    return Alert(
        tenant_id=finding.rule.tenant_id,
        rule=finding.rule,
        subject=finding.subject,
        episode=finding.episode,
        connection_id=finding.connection_id,
        account_id=finding.account_id,
        transaction_id=finding.transaction_id,
        amount=finding.amount,
        currency=finding.currency,
        since=finding.since,
        raised_at=now,
        resolved_at=now if finding.momentary else None,
        created_at=now,
        updated_at=now,
    )
