"""Read one connection anew on request: guarded, and within the bank's quota."""

from __future__ import annotations

import math
from datetime import datetime

from contracts import problems
from openbanking.fields.encryption import UnreadableSecret
from openbanking.gateway.credentials import NotConfigured, check_configured
from openbanking.health.failures import LOCKED, UNEXPECTED, condition_of_failure
from openbanking.health.states import VANISHED, Condition, Status, condition_of
from openbanking.models import Connection
from openbanking.powens import PowensError, PowensProtocolError, PowensRateLimited, PowensUnavailable
from openbanking.sync import ConnectionReport, Scope, TooEarly, ask_bank, run_sync

# What refresh() refuses with, for the operations that call it.
REFRESH_ERRORS = (
    problems.Conflict,
    problems.RateLimited,
    problems.BadGateway,
    problems.ServiceUnavailable,
)
SECONDS_AFTER_LOCK = 5
SECONDS_AFTER_FAILURE = 30


def refresh(connection: Connection, *, insist: bool, full: bool, now: datetime) -> ConnectionReport:
    """Have the bank read if its quota allows, then read the connection at Powens.

    With `insist` a bank that may not be read yet is a refusal; without it Powens' cache is read all
    the same. Raises Problem: 409 for a connection that needs somebody or is being synced, 429 with
    the seconds to wait, 502 and 503 for a Powens that fails.
    """
    guard(connection)
    try:
        check_configured([connection.powens_user])
    except NotConfigured as error:
        raise problems.ServiceUnavailable(str(error), retryable=False) from None
    try:
        ask_bank(connection, insist=insist, now=now)
    except TooEarly as error:
        wait = max(1, math.ceil((error.next_at - now).total_seconds()))
        raise problems.RateLimited(
            "The bank was read too recently. It may be read again "
            f"at {error.next_at:%Y-%m-%d %H:%M} UTC.",
            retry_after=wait,
            args={"nextAttemptAt": error.next_at},
        ) from None
    except (PowensError, UnreadableSecret) as error:
        raise refusal_of(error) from None
    reports = run_sync(Scope(connections=[str(connection.pk)], full=full)).connections
    if not reports:
        # Its user was unlinked while the bank was asked.
        raise _needs(VANISHED, "")
    report = reports[0]
    if not report.read:
        raise _unread(report)
    return report


def guard(connection: Connection) -> None:
    """Refuse a connection that cannot be used until somebody has acted; raises Conflict."""
    condition = condition_of(connection)
    if condition.status in (Status.ERROR, Status.DISCONNECTED):
        raise _needs(condition, connection.state)


def refusal_of(error: PowensError | UnreadableSecret) -> problems.Problem:
    """Return what a failure at Powens, or a token that no key opens, means to a caller."""
    match error:
        case PowensRateLimited():
            return problems.RateLimited(
                "Powens asks for fewer calls. Send the request again later.",
                retry_after=math.ceil(error.retry_after or SECONDS_AFTER_FAILURE),
            )
        case PowensUnavailable():
            return problems.ServiceUnavailable(
                "Powens cannot be reached. Send the request again later.",
                retry_after=SECONDS_AFTER_FAILURE,
            )
        case PowensProtocolError():
            return problems.BadGateway(
                "Powens answered with something that cannot be read. Try again later."
            )
    return _needs(condition_of_failure(error), "")


def _unread(report: ConnectionReport) -> problems.Problem:
    if report.condition is LOCKED:
        return problems.Conflict(
            "Another sync of this connection is running. Send the request again in a moment.",
            category="integration",
            retryable=True,
            retry_after=SECONDS_AFTER_LOCK,
        )
    if report.condition is UNEXPECTED:
        return problems.InternalError()
    if report.condition.retryable:
        return problems.BadGateway(report.condition.message)
    return _needs(report.condition, report.state)


def _needs(condition: Condition, state: str) -> problems.Conflict:
    return problems.Conflict(
        condition.message,
        category="integration",
        args={
            "state": state or None,
            "status": str(condition.status),
            "whoMustAct": str(condition.who_must_act),
        },
    )
