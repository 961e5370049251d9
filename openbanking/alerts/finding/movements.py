"""Large movements: booked since a rule stands, and not so old that they come with a first read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from openbanking.alerts.finding.found import Finding, by_tenant, of_kinds
from openbanking.balances.duplicates import counted_through_another
from openbanking.models import Account, Alert, AlertKind, AlertRule, Transaction

# A bank connected today brings years of movements; only what happened of late is news.
NEWS = timedelta(days=31)

# What stays the same when a bank lists a movement anew under another id.
Likeness = tuple[UUID, UUID, datetime, str]


def find(rules: Sequence[AlertRule], *, now: datetime) -> Iterator[Finding]:
    """Yield the movements that no alert of their rule is about yet, in four statements at most."""
    watching = [rule for rule in of_kinds(rules, AlertKind.MOVEMENT) if rule.amount is not None]
    movements = _candidates(watching, now=now) if watching else []
    if not movements:
        return
    told, relisted = _told(watching, now=now)
    twice = _seen_twice({each.account.tenant_id for each in movements})
    grouped = by_tenant(watching)
    for movement in movements:
        for rule in grouped[movement.account.tenant_id]:
            if not _concerns(rule, movement, twice) or (rule.pk, str(movement.pk)) in told:
                continue
            likeness = _likeness(rule, movement)
            if relisted[likeness]:
                relisted[likeness] -= 1
                continue
            yield _finding(rule, movement)


def _candidates(rules: Sequence[AlertRule], *, now: datetime) -> list[Transaction]:
    """Return the movements that are large enough for the rule of the smallest amount."""
    smallest = min(rule.amount for rule in rules if rule.amount is not None)
    whole = {rule.tenant_id for rule in rules if rule.account_id is None}
    accounts = {rule.account_id for rule in rules if rule.account_id}
    return list(
        Transaction.objects.shown()
        .filter(
            Q(account__tenant__in=whole) | Q(account__in=accounts),
            Q(amount__gte=smallest) | Q(amount__lte=smallest.copy_negate()),
            status=Transaction.Status.BOOKED,
            date__gte=now - NEWS,
            created_at__gte=min(rule.armed_at for rule in rules),
        )
        .select_related("account")
        .order_by("date", "pk")
    )


def _concerns(rule: AlertRule, movement: Transaction, twice: set[UUID]) -> bool:
    """Tell whether a rule asks for a movement; exactly its amount is large enough."""
    if movement.amount is None or rule.amount is None or movement.created_at < rule.armed_at:
        return False
    if rule.account_id:
        is_there = rule.account_id == movement.account_id
    else:
        is_there = movement.account_id not in twice
    return (
        is_there
        and movement.account.currency == rule.currency
        and movement.amount.copy_abs() >= rule.amount
    )


def _told(
    rules: Sequence[AlertRule], *, now: datetime
) -> tuple[set[tuple[UUID, str]], Counter[Likeness]]:
    """Return what there are alerts about, and which of it the bank has taken back since.

    A movement that is listed anew under another id, as after a reconnection, is no other movement.
    """
    rows = (
        Alert.objects.filter(rule__in=rules, test=False, since__gte=now - 2 * NEWS)
        .values_list("rule_id", "subject", "account_id", "since", "amount", "transaction__deleted_at")
        .order_by()
    )
    told, relisted = set(), Counter[Likeness]()
    for rule_id, subject, account_id, since, amount, deleted_at in rows:
        told.add((rule_id, subject))
        if deleted_at is not None:
            relisted[rule_id, account_id, since, f"{amount:f}"] += 1
    return told, relisted


def _likeness(rule: AlertRule, movement: Transaction) -> Likeness:
    return rule.pk, movement.account_id, movement.date, f"{movement.amount:f}"


def _seen_twice(tenants: set[UUID]) -> set[UUID]:
    """Return the accounts of these tenants that count through another, which is the same at the bank."""
    accounts: dict[UUID, list[Account]] = defaultdict(list)
    for account in Account.objects.live().filter(tenant__in=tenants).exclude(iban=""):
        accounts[account.tenant_id].append(account)
    twice: set[UUID] = set()
    for theirs in accounts.values():
        twice |= counted_through_another(theirs, has_figure=lambda account: True).keys()
    return twice


def _finding(rule: AlertRule, movement: Transaction) -> Finding:
    return Finding(
        rule=rule,
        subject=str(movement.pk),
        since=movement.date,
        learned_at=movement.created_at,
        account_id=movement.account_id,
        transaction_id=movement.pk,
        amount=movement.amount,
        currency=movement.account.currency,
        momentary=True,
    )
