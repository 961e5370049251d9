"""What each Powens connection state means: one table for the sync, the admin and the REST answers.

The states are Powens' own ("SCA & connection states" page); an unknown one is never taken for healthy.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from django.db.models import Count, Q, QuerySet

from openbanking.models import Connection


class Status(StrEnum):
    """The four words for a connection's condition."""

    HEALTHY = "healthy"
    DEGRADED = "degraded"
    ERROR = "error"
    DISCONNECTED = "disconnected"


class Actor(StrEnum):
    """Who has to do something before things get better."""

    NOBODY = "nobody"
    MEMBER = "member"
    STAFF = "staff"
    POWENS = "powens"


@dataclass(frozen=True, slots=True)
class Condition:
    """A connection's condition: the word, who must act, what to say, whether and when to try again."""

    status: Status
    who_must_act: Actor
    message: str
    retryable: bool = False
    next_attempt: str = ""

    def __post_init__(self) -> None:
        """Say when to try next, where the table does not: machines never try what needs somebody."""
        if not self.next_attempt:
            words = "when Powens plans it" if self.retryable else f"after the {self.who_must_act} acted"
            object.__setattr__(self, "next_attempt", words)


SILENT_AFTER = timedelta(hours=48)
# From so long before its end a consent is worth renewing, while it still holds.
CONSENT_HORIZON = timedelta(days=30)

HEALTHY = Condition(Status.HEALTHY, Actor.NOBODY, "In sync with the bank.", retryable=True)
PAUSED = Condition(
    Status.DEGRADED,
    Actor.NOBODY,
    "Automatic synchronisation is switched off at Powens; the last data it has was read.",
    retryable=True,
    next_attempt="when somebody asks",
)
VANISHED = Condition(
    Status.DISCONNECTED,
    Actor.MEMBER,
    "Powens no longer lists this connection. Connect the bank again to go on; its history is kept.",
)
SILENT = Condition(
    Status.DEGRADED,
    Actor.NOBODY,
    "Powens reports no trouble, yet has not read the bank for two days and plans no next time; it is "
    "asked to.",
    retryable=True,
    next_attempt="at once, then every six hours",
)
UNKNOWN = Condition(
    Status.ERROR,
    Actor.STAFF,
    "Powens reports a state this service does not know. Look the connection up in the Powens console.",
)

STATES: dict[str, Condition] = {
    "SCARequired": Condition(
        Status.ERROR,
        Actor.MEMBER,
        "The bank asks for strong authentication. Reconnect the bank to confirm it.",
    ),
    "webauthRequired": Condition(
        Status.ERROR,
        Actor.MEMBER,
        "The bank wants a login on its own site. Reconnect the bank to be taken there.",
    ),
    "additionalInformationNeeded": Condition(
        Status.ERROR,
        Actor.MEMBER,
        "The bank asks for one more piece of information, such as a code. Reconnect the bank.",
    ),
    "decoupled": Condition(Status.ERROR, Actor.MEMBER, "The bank waits for an approval in its own app."),
    "actionNeeded": Condition(
        Status.ERROR,
        Actor.MEMBER,
        "The bank has a message that must be dealt with on its own site first.",
    ),
    "passwordExpired": Condition(
        Status.ERROR,
        Actor.MEMBER,
        "The password at the bank has expired. Change it there, then reconnect the bank.",
    ),
    "wrongpass": Condition(
        Status.ERROR, Actor.MEMBER, "The bank refused the login. Reconnect it with the right one."
    ),
    "validating": Condition(
        Status.DEGRADED, Actor.NOBODY, "Powens is checking the connection.", retryable=True
    ),
    "rateLimiting": Condition(
        Status.DEGRADED,
        Actor.NOBODY,
        "The bank asked Powens to slow down; it resumes by itself.",
        retryable=True,
    ),
    "websiteUnavailable": Condition(
        Status.DEGRADED,
        Actor.NOBODY,
        "The bank's site is down; Powens tries again by itself.",
        retryable=True,
    ),
    "bug": Condition(
        Status.ERROR,
        Actor.POWENS,
        "Powens cannot read this bank at the moment; it resumes once they have fixed it.",
        retryable=True,
    ),
    "notSupported": Condition(
        Status.ERROR,
        Actor.STAFF,
        "Powens no longer supports this way into the bank. Connect the bank another way.",
    ),
}
# Every condition that a connection can be in as last read.
CONDITIONS = (HEALTHY, PAUSED, *STATES.values(), UNKNOWN, VANISHED)
# Powens writes `wrongpass` and `wrongPass`, so states are looked up without regard to case.
_BY_FOLDED = {state.casefold(): condition for state, condition in STATES.items()}


def condition_of_state(state: str, *, active: bool = True, vanished: bool = False) -> Condition:
    """Return what a Powens state means; the empty state is success."""
    if vanished:
        return VANISHED
    if not state:
        return HEALTHY if active else PAUSED
    return _BY_FOLDED.get(state.casefold(), UNKNOWN)


def condition_of(connection: Connection) -> Condition:
    """Return the condition of a connection as last read."""
    return condition_of_state(
        connection.state, active=connection.active, vanished=connection.vanished_at is not None
    )


class ReadThrough(Protocol):
    """An account with what says how its connection is, named as its columns."""

    @property
    def connection__state(self) -> str: ...
    @property
    def connection__active(self) -> bool: ...
    @property
    def connection__vanished_at(self) -> datetime | None: ...


def condition_behind(account: ReadThrough) -> Condition:
    """Return the condition of the connection that an account is read through."""
    return condition_of_state(
        account.connection__state,
        active=account.connection__active,
        vanished=account.connection__vanished_at is not None,
    )


def condition_counts(connections: QuerySet[Connection]) -> Counter[Condition]:
    """Count connections by their condition, in one statement.

    What a condition follows from takes few values: the database groups by them, and each group is
    judged once.
    """
    groups = (
        connections.annotate(vanished=Q(vanished_at__isnull=False))
        .values("state", "active", "vanished")
        .annotate(size=Count("pk"))
        .order_by()
    )
    counts = Counter(dict.fromkeys(CONDITIONS, 0))
    for group in groups:
        condition = condition_of_state(
            group["state"], active=group["active"], vanished=group["vanished"]
        )
        counts[condition] += group["size"]
    return counts


def is_silent(connection: Connection, *, now: datetime) -> bool:
    """Tell whether a connection that reports no trouble stands still all the same.

    Powens reads a bank every 24 hours and plans the next time (Webhooks page); one without a plan and
    without a reading for twice that long is not read again by itself.
    """
    read_at = connection.last_success_at
    return (
        condition_of(connection) is HEALTHY
        and connection.next_try_at is None
        and read_at is not None
        and now - read_at > SILENT_AFTER
    )
