"""Sync one Powens user: read it whole under a lock, then write connection by connection."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from openbanking.fields.encryption import UnreadableSecret
from openbanking.gateway.bank_reads import ask_bank
from openbanking.health.failures import (
    LOCKED,
    ORPHANED,
    TOTALS_DIFFER,
    UNEXPECTED,
    UNREADABLE,
    condition_of_failure,
)
from openbanking.health.states import SILENT, VANISHED, Condition, is_silent
from openbanking.models import Connection, PowensUser, SyncRun
from openbanking.powens import PowensError
from openbanking.sync.locks import lock
from openbanking.sync.matching.proposals import propose_merges
from openbanking.sync.reading.read import read_snapshot
from openbanking.sync.report import ConnectionReport
from openbanking.sync.scope import Scope
from openbanking.sync.verification.totals import compare_totals
from openbanking.sync.writing.connection import write_connection, write_vanished

__all__ = ["LOCKED", "sync_powens_user"]

logger = logging.getLogger(__name__)


def sync_powens_user(
    user: PowensUser,
    *,
    run: SyncRun,
    scope: Scope,
    dry_run: bool,
    clock: Callable[[], datetime],
) -> list[ConnectionReport]:
    """Bring one Powens user's connections in step; never raises for what fails at Powens.

    Returns a report for each connection in scope, or a single one without a connection when the
    user could not be read and none is known yet.
    """
    with lock(f"powens-user:{user.pk}") as taken:
        if not taken:
            return _unread(user, scope, LOCKED)
        try:
            snapshot = read_snapshot(user, full=scope.full, now=clock())
        except (PowensError, UnreadableSecret) as error:
            logger.warning("Powens user %s was not read: %s", user.pk, error)
            wait = getattr(error, "retry_after", None)
            return _unread(
                user,
                scope,
                condition_of_failure(error),
                next_attempt_at=clock() + timedelta(seconds=wait) if wait else None,
            )
        except Exception:
            # A fault of ours with one family's data must not stop the others.
            logger.exception("Powens user %s was not read", user.pk)
            return _unread(user, scope, UNEXPECTED)

        reports = []
        for payload in snapshot.connections:
            known = snapshot.known.get(str(payload.id))
            if scope.connections and (known is None or not scope.covers(known)):
                continue
            try:
                reports.append(
                    write_connection(user, payload, snapshot, run=run, dry_run=dry_run, now=clock())
                )
            except Exception:
                logger.exception("Connection %s was not written", payload.id)
                reports.append(_failed(user, known, UNEXPECTED))
        for report in reports:
            connection = report.connection
            if connection and not dry_run and is_silent(connection, now=clock()):
                report.condition = SILENT
                _wake(connection, now=clock())
        for unread in snapshot.unread("connection"):
            known = snapshot.known.get(unread.id or "")
            if not scope.connections or (known and scope.covers(known)):
                logger.error("Connection %s cannot be read: %s", unread.id, unread.reason)
                reports.append(_failed(user, known, UNREADABLE))
        if (orphans := snapshot.orphans()) and not scope.connections:
            logger.error("Powens user %s: %s accounts without a connection", user.pk, len(orphans))
            reports.append(_failed(user, None, ORPHANED))
        for connection in snapshot.missing_connections():
            # One that is gone for long is told of when it is asked for by name, not every time.
            if scope.covers(connection) and (scope.connections or not connection.vanished_at):
                write_vanished(connection, dry_run=dry_run, now=clock())
                reports.append(
                    ConnectionReport(
                        connection=connection,
                        tenant=user.tenant.slug,
                        read=True,
                        condition=VANISHED,
                    )
                )
        complete = not scope.connections and all(report.read for report in reports)
        if complete and not dry_run and not compare_totals(user, snapshot, now=clock()):
            reports.append(_failed(user, None, TOTALS_DIFFER))
        if not dry_run:
            propose_merges(user.tenant)
        return reports


def _wake(connection: Connection, *, now: datetime) -> None:
    """Ask Powens to read a bank it has fallen silent on; the next run brings what comes of it."""
    try:
        ask_bank(connection, insist=False, now=now)
    except (PowensError, UnreadableSecret) as error:
        logger.warning("Connection %s was not woken: %s", connection.pk, error)


def _failed(user: PowensUser, connection: Connection | None, condition: Condition) -> ConnectionReport:
    return ConnectionReport(
        connection=connection, tenant=user.tenant.slug, read=False, condition=condition
    )


def _unread(
    user: PowensUser,
    scope: Scope,
    condition: Condition,
    next_attempt_at: datetime | None = None,
) -> list[ConnectionReport]:
    known: list[Connection | None] = [
        connection
        for connection in user.connections.select_related("institution")
        if scope.covers(connection)
    ]
    return [
        ConnectionReport(
            connection=connection,
            tenant=user.tenant.slug,
            read=False,
            condition=condition,
            next_attempt_at=next_attempt_at,
        )
        for connection in known or [None]
    ]
