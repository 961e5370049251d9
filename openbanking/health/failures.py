"""Why a Powens user could not be read, in the same words as a connection's condition."""

from __future__ import annotations

from openbanking.fields.encryption import UnreadableSecret
from openbanking.health.states import Actor, Condition, Status
from openbanking.powens import (
    PowensAuthError,
    PowensError,
    PowensNotFound,
    PowensProtocolError,
    PowensRateLimited,
    PowensUnavailable,
)

LOCKED = Condition(
    Status.DEGRADED,
    Actor.NOBODY,
    "Another run is syncing this connection right now; nothing was done here.",
    retryable=True,
)
STOPPED = Condition(
    Status.DEGRADED,
    Actor.NOBODY,
    "The run was stopped before this connection was read; the next run reads it.",
    retryable=True,
)
REJECTED = Condition(
    Status.DISCONNECTED,
    Actor.STAFF,
    "Powens refuses this user's token and gave no new one. Link the user again with link_powens_user.",
)
INCOMPLETE = Condition(
    Status.DEGRADED,
    Actor.STAFF,
    "Powens sent accounts in part or in a form this service cannot read; what was known of them is "
    "kept. The run's warnings name them.",
    retryable=True,
)
PRODUCTS_UNREAD = Condition(
    Status.DEGRADED,
    Actor.POWENS,
    "Powens failed to give part of what accounts hold or owe; what was known of it is kept, and the "
    "next run tries again. The run's warnings name it.",
    retryable=True,
)
ORPHANED = Condition(
    Status.ERROR,
    Actor.STAFF,
    "Powens lists accounts of a connection it does not list; they were left out. Look the user up in "
    "the Powens console.",
    retryable=True,
)
TOTALS_DIFFER = Condition(
    Status.ERROR,
    Actor.STAFF,
    "The balances read do not add up to Powens' own total; the discrepancies in the admin say by how "
    "much and since when.",
    retryable=True,
)
UNREADABLE = Condition(
    Status.ERROR,
    Actor.STAFF,
    "Powens sent this connection in a form this service cannot read; what was known of it is kept.",
    retryable=True,
)
UNEXPECTED = Condition(
    Status.ERROR,
    Actor.STAFF,
    "Something went wrong in this service while syncing; the log has the details.",
    retryable=True,
)

_FAMILIES: list[tuple[type[Exception], Condition]] = [
    (PowensAuthError, REJECTED),
    (
        PowensRateLimited,
        Condition(
            Status.DEGRADED,
            Actor.NOBODY,
            "Powens asked us to slow down; the next run tries again.",
            retryable=True,
        ),
    ),
    (
        PowensUnavailable,
        Condition(
            Status.DEGRADED,
            Actor.POWENS,
            "Powens cannot be reached; the next run tries again.",
            retryable=True,
        ),
    ),
    (
        PowensProtocolError,
        Condition(
            Status.ERROR,
            Actor.STAFF,
            "Powens answered with something this service cannot read; the log names the request.",
            retryable=True,
        ),
    ),
    (
        PowensNotFound,
        Condition(
            Status.DISCONNECTED,
            Actor.STAFF,
            "Powens does not know this user. Check the base URL, or link the user again.",
        ),
    ),
    (
        PowensError,
        Condition(
            Status.ERROR,
            Actor.STAFF,
            "Powens refused the request; the log has its code and request id.",
        ),
    ),
    (
        UnreadableSecret,
        Condition(
            Status.ERROR,
            Actor.STAFF,
            "No key in FIELD_ENCRYPTION_KEYS opens this user's token. Put the old key back.",
        ),
    ),
]


def condition_of_failure(error: Exception) -> Condition:
    """Return what a failure to read means, and who must act."""
    for family, condition in _FAMILIES:
        if isinstance(error, family):
            return condition
    return UNEXPECTED
