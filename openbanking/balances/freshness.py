"""How old a figure may be before it is called stale, and why it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from django.conf import settings
from django.db.models import Count, F, Q
from django.utils.translation import gettext, gettext_noop

from openbanking.health.states import (
    STATES,
    Condition,
    ReadThrough,
    Status,
    condition_behind,
    condition_of,
    condition_of_state,
)
from openbanking.models import Account
from openbanking.models.accounts import AccountQuerySet, Ending, status_of


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


class Judged(Ending, Protocol):
    """An account with what its freshness follows from, named as its columns."""

    @property
    def bank_updated_at(self) -> datetime | None: ...
    @property
    def balance_missing_since(self) -> datetime | None: ...
    @property
    def quarantined_since(self) -> datetime | None: ...


class JudgedRow(Judged, ReadThrough, Protocol):
    """An account as a row that also says how its connection is."""


# In these conditions a connection brings no figures.
GONE_DARK = (Status.ERROR, Status.DISCONNECTED)
FRESH = Assessment(Freshness.FRESH)
UNKNOWN = Assessment(Freshness.UNKNOWN, "Powens does not say when it last read this account.")
MISSING = Assessment(
    Freshness.STALE, "Powens gives no balance at the moment; this is the last good one."
)
QUARANTINED = Assessment(
    Freshness.STALE, "A newer reading is implausible and held back; this is the last good one."
)
ENDED = {
    Account.Status.DISABLED: Assessment(Freshness.STALE, "The account is disabled."),
    Account.Status.DELETED: Assessment(Freshness.STALE, "The account is deleted at the bank."),
    Account.Status.VANISHED: Assessment(Freshness.STALE, "The account is no longer at Powens."),
}
OVERDUE = gettext_noop("Powens last read this account more than %(hours)d hours ago.")


def reason_text(reason: str) -> str:
    """Return the reason of an assessment, which is in English, in the language of the page."""
    if reason == OVERDUE % _hours():
        return gettext(OVERDUE) % _hours()
    return gettext(reason) if reason else ""


def _hours() -> dict[str, int]:
    return {"hours": settings.BALANCE_FRESH_HOURS}


def fresh_since(now: datetime) -> datetime:
    """Return from when on a figure counts as the present one; BALANCE_FRESH_HOURS before `now`."""
    return now - timedelta(hours=settings.BALANCE_FRESH_HOURS)


def freshness_of(account: Account, *, now: datetime) -> Assessment:
    """Judge the account's figures at `now`; the caller has the account's connection loaded."""
    return freshness_through(account, condition_of(account.connection), since=fresh_since(now))


def freshness_through(account: Judged, condition: Condition, *, since: datetime) -> Assessment:
    """Judge the figures of an account that is read through a connection in this condition.

    Those read `since` then, which is `fresh_since` the present, are fresh.
    """
    read_at = account.bank_updated_at
    return _judge(
        status_of(account),
        condition,
        balance_missing=account.balance_missing_since is not None,
        quarantined=account.quarantined_since is not None,
        overdue=None if read_at is None else read_at < since,
    )


def is_stale(account: JudgedRow, *, since: datetime) -> bool:
    """Tell whether the figures of an account are stale where those read `since` then are fresh."""
    assessment = freshness_through(account, condition_behind(account), since=since)
    return assessment.freshness is Freshness.STALE


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
        condition = condition_of_state(
            group["state"], active=group["active"], vanished=group["vanished"]
        )
        assessment = _judge(
            Account.Status.ACTIVE,
            condition,
            balance_missing=group["balance_missing"],
            quarantined=group["quarantined"],
            overdue=group["overdue"],
        )
        counts[assessment.freshness] += group["size"]
    return counts


def having_freshness(freshness: Freshness, *, now: datetime) -> AccountQuerySet:
    """Return the live accounts with figures of this freshness, as `freshness_counts` counts them."""
    calm = [state for state, each in STATES.items() if each.status not in GONE_DARK]
    trusted = Q(connection__state="")
    for state in calm:
        trusted |= Q(connection__state__iexact=state)
    trusted &= Q(
        connection__vanished_at__isnull=True,
        balance_missing_since__isnull=True,
        quarantined_since__isnull=True,
    )
    live = Account.objects.live()
    if freshness is Freshness.UNKNOWN:
        return live.filter(trusted, bank_updated_at__isnull=True)
    overdue = Q(bank_updated_at__lt=fresh_since(now))
    if freshness is Freshness.FRESH:
        return live.filter(trusted, ~overdue, bank_updated_at__isnull=False)
    return live.filter(~trusted | overdue)


def _judge(
    status: Account.Status,
    condition: Condition,
    *,
    balance_missing: bool,
    quarantined: bool,
    overdue: bool | None,
) -> Assessment:
    """Judge figures by the facts, the strongest reason first; `overdue` is None if nobody can tell."""
    if status is not Account.Status.ACTIVE:
        return ENDED[status]
    if balance_missing:
        return MISSING
    if quarantined:
        return QUARANTINED
    if condition.status in GONE_DARK:
        return Assessment(Freshness.STALE, condition.message)
    if overdue is None:
        return UNKNOWN
    if overdue:
        return Assessment(Freshness.STALE, OVERDUE % _hours())
    return FRESH
