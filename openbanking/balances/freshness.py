"""How old a figure may be before it is called stale, and why it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db.models import Count, F, Q

from openbanking.health.states import Condition, Status, condition_of, condition_of_state
from openbanking.models import Account
from openbanking.models.accounts import AccountQuerySet


class Freshness(StrEnum):
    """Whether a figure can be taken for the bank's present one."""

    FRESH = "fresh"
    STALE = "stale"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A freshness with its reason; the reason of a fresh figure is empty."""

    freshness: Freshness
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What the freshness of an account's figures follows from; `overdue` is None if nobody can tell."""

    status: Account.Status
    balance_missing: bool
    quarantined: bool
    condition: Condition
    overdue: bool | None


def fresh_since(now: datetime) -> datetime:
    """Return from when on a figure counts as the present one; BALANCE_FRESH_HOURS before `now`."""
    return now - timedelta(hours=settings.BALANCE_FRESH_HOURS)


def freshness_of(account: Account, *, now: datetime) -> Assessment:
    """Judge the account's figures at `now`; the caller has the account's connection loaded."""
    read_at = account.bank_updated_at
    return _judge(
        _Facts(
            status=account.status,
            balance_missing=account.balance_missing_since is not None,
            quarantined=account.quarantined_since is not None,
            condition=condition_of(account.connection),
            overdue=None if read_at is None else read_at < fresh_since(now),
        )
    )


def freshness_counts(accounts: AccountQuerySet, *, now: datetime) -> Counter[Freshness]:
    """Count the live ones of these accounts by the freshness of their figures, in one statement.

    The facts take few values: the database groups by them, and each group is judged once.
    """
    groups = (
        accounts.live()
        .annotate(
            balance_missing=Q(balance_missing_since__isnull=False),
            quarantined=Q(quarantined_since__isnull=False),
            vanished=Q(connection__vanished_at__isnull=False),
            overdue=Q(bank_updated_at__lt=fresh_since(now)),
            state=F("connection__state"),
            active=F("connection__active"),
        )
        .values("balance_missing", "quarantined", "vanished", "overdue", "state", "active")
        .annotate(size=Count("pk"))
        .order_by()
    )
    counts = Counter(dict.fromkeys(Freshness, 0))
    for group in groups:
        facts = _Facts(
            status=Account.Status.ACTIVE,
            balance_missing=group["balance_missing"],
            quarantined=group["quarantined"],
            condition=condition_of_state(
                group["state"], active=group["active"], vanished=group["vanished"]
            ),
            overdue=group["overdue"],
        )
        counts[_judge(facts).freshness] += group["size"]
    return counts


def _judge(facts: _Facts) -> Assessment:
    """Judge figures by the facts, the strongest reason first."""
    if facts.status is not Account.Status.ACTIVE:
        return Assessment(Freshness.STALE, f"The account is {facts.status.label.lower()}.")
    if facts.balance_missing:
        return Assessment(
            Freshness.STALE, "Powens gives no balance at the moment; this is the last good one."
        )
    if facts.quarantined:
        return Assessment(
            Freshness.STALE,
            "A newer reading is implausible and held back; this is the last good one.",
        )
    if facts.condition.status in (Status.ERROR, Status.DISCONNECTED):
        return Assessment(Freshness.STALE, facts.condition.message)
    if facts.overdue is None:
        return Assessment(Freshness.UNKNOWN, "Powens does not say when it last read this account.")
    if facts.overdue:
        return Assessment(
            Freshness.STALE,
            f"Powens last read this account more than {settings.BALANCE_FRESH_HOURS} hours ago.",
        )
    return Assessment(Freshness.FRESH)
