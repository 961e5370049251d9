"""How old a figure may be before it is called stale, and why it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings

from openbanking.health.states import Status, condition_of
from openbanking.models import Account


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


def freshness_of(account: Account, *, now: datetime) -> Assessment:
    """Judge the account's figures at `now`, the strongest reason first.

    The caller has the account's connection loaded; the age allowed is BALANCE_FRESH_HOURS.
    """
    if account.status is not Account.Status.ACTIVE:
        return Assessment(Freshness.STALE, f"The account is {account.status.label.lower()}.")
    if account.balance_missing_since:
        return Assessment(
            Freshness.STALE, "Powens gives no balance at the moment; this is the last good one."
        )
    if account.quarantined_since:
        return Assessment(
            Freshness.STALE,
            "A newer reading is implausible and held back; this is the last good one.",
        )
    condition = condition_of(account.connection)
    if condition.status in (Status.ERROR, Status.DISCONNECTED):
        return Assessment(Freshness.STALE, condition.message)
    if account.bank_updated_at is None:
        return Assessment(Freshness.UNKNOWN, "Powens does not say when it last read this account.")
    if now - account.bank_updated_at > timedelta(hours=settings.BALANCE_FRESH_HOURS):
        return Assessment(
            Freshness.STALE,
            f"Powens last read this account more than {settings.BALANCE_FRESH_HOURS} hours ago.",
        )
    return Assessment(Freshness.FRESH)
