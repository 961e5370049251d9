"""Sync one Powens user: read it whole under a lock, then write connection by connection."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from openbanking.fields.encryption import UnreadableSecret
from openbanking.gateway.bank_reads import ask_bank
from openbanking.gateway.clients import Calls
from openbanking.health.failures import (
    LOCKED,
    ORPHANED,
    STOPPED,
    TOTALS_DIFFER,
    UNEXPECTED,
    UNREADABLE,
    condition_of_failure,
)
from openbanking.health.states import SILENT, VANISHED, Condition, is_silent
from openbanking.models import Connection, Discrepancy, PowensUser
from openbanking.powens import PowensError, payloads
from openbanking.sync.context import RunContext
from openbanking.sync.locks import lock_users
from openbanking.sync.matching.proposals import propose_merges
from openbanking.sync.reading.read import read_snapshot
from openbanking.sync.reading.snapshot import Snapshot, Unchanged
from openbanking.sync.report import ConnectionReport
from openbanking.sync.spans import connection_span
from openbanking.sync.stopping import Stopped
from openbanking.sync.verification.totals import compare_totals
from openbanking.sync.writing.confirmation import confirm
from openbanking.sync.writing.connection import write_connection, write_vanished

logger = logging.getLogger(__name__)


def sync_powens_user(user: PowensUser, context: RunContext, calls: Calls) -> list[ConnectionReport]:
    """Bring one Powens user's connections in sync; never raises for what fails at Powens.

    Returns a report for each connection in scope, or a single one without a connection when the
    user could not be read and none is known yet. There is none for a user who was unlinked or erased
    since the run began.
    """
    clock = context.clock
    with lock_users([user.pk]) as taken:
        if not taken:
            return _UserSync(user, context).unread(LOCKED)
        # The run may have waited long: the token, and whether it may be used, are those of now.
        found = _linked(user)
        if found is None:
            return []
        user, sync = found, _UserSync(found, context)
        try:
            snapshot = read_snapshot(user, calls, full=context.scope.full, now=clock())
        except Stopped:
            return sync.unread(STOPPED)
        except (PowensError, UnreadableSecret) as error:
            logger.warning("Powens user %s was not read: %s", user.pk, error)
            wait = getattr(error, "retry_after", None)
            return sync.unread(
                condition_of_failure(error),
                next_attempt_at=clock() + timedelta(seconds=wait) if wait else None,
            )
        except Exception:
            # A fault of ours with one tenant's data must not stop the others.
            logger.exception("Powens user %s was not read", user.pk)
            return sync.unread(UNEXPECTED)
        try:
            return sync.write(snapshot)
        except Exception:
            logger.exception("Powens user %s was not written", user.pk)
            return sync.unread(UNEXPECTED)
        finally:
            snapshot.transactions.clear()


def _linked(user: PowensUser) -> PowensUser | None:
    """Return the user as of now; None where there is none any more, or it is not to be read."""
    users = PowensUser.objects.filter(pk=user.pk, unlinked_at__isnull=True)
    return users.select_related("tenant", "application").first()


@dataclass(frozen=True, slots=True)
class _UserSync:
    """The sync of one Powens user: what is common to its steps."""

    user: PowensUser
    context: RunContext

    def write(self, snapshot: Snapshot) -> list[ConnectionReport]:
        """Write what was read, connection by connection, then check the whole of it."""
        if snapshot.unchanged:
            return self._confirm(snapshot, snapshot.unchanged)
        self._remember("")
        reports = [
            *self._write_listed(snapshot),
            *self._report_unreadable(snapshot),
            *self._report_orphans(snapshot),
            *self._write_missing(snapshot),
        ]
        if not self.context.dry_run:
            complete = not self.context.scope.connections and all(report.read for report in reports)
            if complete and not compare_totals(self.user, snapshot, now=self.context.clock()):
                reports.append(self._failed(None, TOTALS_DIFFER))
            written = all(report.read and not report.warnings for report in reports)
            differing = Discrepancy.objects.open().that_may_end().filter(powens_user=self.user)
            propose_merges(self.user.tenant)
            if complete and written and not differing.exists():
                self._remember(snapshot.listed_digest)
            if snapshot.newest_compared and all(report.read for report in reports):
                self._note_comparison()
        return reports

    def _confirm(self, snapshot: Snapshot, unchanged: Unchanged) -> list[ConnectionReport]:
        """Note that all is as it was written."""
        known = [
            snapshot.known[str(payload.id)]
            for payload in snapshot.connections
            if self.context.scope.covers(snapshot.known[str(payload.id)])
        ]
        now = self.context.clock()
        reports = confirm(self.user, known, unchanged, dry_run=self.context.dry_run, now=now)
        for report in reports:
            self._attend(report)
        return [*reports, *self._write_missing(snapshot)]

    def _remember(self, digest: str) -> None:
        """Keep the digest of what is written in whole; while it is being written there is none."""
        if self.user.listed_digest != digest and not self.context.dry_run:
            self.user.listed_digest, self.user.changes_digest = digest, ""
            self.user.save(update_fields=["listed_digest", "changes_digest"])

    def _note_comparison(self) -> None:
        """Note when the newest rows were compared; the next time is in a day, unless something moves."""
        self.user.newest_compared_at = self.context.clock()
        self.user.save(update_fields=["newest_compared_at"])

    def unread(
        self, condition: Condition, next_attempt_at: datetime | None = None
    ) -> list[ConnectionReport]:
        """Report that nothing could be read, for each connection in scope."""
        known: list[Connection | None] = [
            connection
            for connection in self.user.connections.select_related("institution")
            if self.context.scope.covers(connection)
        ]
        return [
            self._failed(connection, condition, next_attempt_at=next_attempt_at)
            for connection in known or [None]
        ]

    def _write_listed(self, snapshot: Snapshot) -> Iterator[ConnectionReport]:
        for payload in snapshot.connections:
            known = snapshot.known.get(str(payload.id))
            if not self._asked_for(known):
                continue
            if self.context.stop.asked():
                yield self._failed(known, STOPPED)
                continue
            yield self._write_connection(payload, known, snapshot)

    def _write_connection(
        self, payload: payloads.Connection, known: Connection | None, snapshot: Snapshot
    ) -> ConnectionReport:
        try:
            with connection_span(known):
                report = write_connection(
                    self.user,
                    payload,
                    snapshot,
                    run=self.context.run,
                    dry_run=self.context.dry_run,
                    now=self.context.clock(),
                )
        except Exception:
            logger.exception("Connection %s was not written", payload.id)
            return self._failed(known, UNEXPECTED)
        self._attend(report)
        return report

    def _attend(self, report: ConnectionReport) -> None:
        """Wake a bank that Powens has not read for long without saying why."""
        connection, now = report.connection, self.context.clock()
        if connection and not self.context.dry_run and is_silent(connection, now=now):
            report.condition = SILENT
            _wake(connection, now=now)

    def _report_unreadable(self, snapshot: Snapshot) -> Iterator[ConnectionReport]:
        for unread in snapshot.unread("connection"):
            known = snapshot.known.get(unread.id or "")
            if self._asked_for(known):
                logger.error("Connection %s cannot be read: %s", unread.id, unread.reason)
                yield self._failed(known, UNREADABLE)

    def _report_orphans(self, snapshot: Snapshot) -> Iterator[ConnectionReport]:
        if (orphans := snapshot.orphans()) and not self.context.scope.connections:
            logger.error("Powens user %s: %s accounts without a connection", self.user.pk, len(orphans))
            yield self._failed(None, ORPHANED)

    def _write_missing(self, snapshot: Snapshot) -> Iterator[ConnectionReport]:
        for connection in snapshot.missing_connections():
            # One that is gone for long is reported when it is asked for by name, not every time.
            if self.context.scope.covers(connection) and (
                self.context.scope.connections or not connection.vanished_at
            ):
                write_vanished(connection, dry_run=self.context.dry_run, now=self.context.clock())
                yield self._report(connection, VANISHED, read=True)

    def _asked_for(self, known: Connection | None) -> bool:
        """Tell whether a connection is in scope; one that is new to us only if all are."""
        return not self.context.scope.connections or (
            known is not None and self.context.scope.covers(known)
        )

    def _failed(
        self,
        connection: Connection | None,
        condition: Condition,
        next_attempt_at: datetime | None = None,
    ) -> ConnectionReport:
        return self._report(connection, condition, read=False, next_attempt_at=next_attempt_at)

    def _report(
        self,
        connection: Connection | None,
        condition: Condition,
        *,
        read: bool,
        next_attempt_at: datetime | None = None,
    ) -> ConnectionReport:
        return ConnectionReport(
            connection=connection,
            tenant=self.user.tenant.slug,
            read=read,
            condition=condition,
            next_attempt_at=next_attempt_at,
        )


def _wake(connection: Connection, *, now: datetime) -> None:
    """Ask Powens to read a bank it has fallen silent on; the next run brings what comes of it."""
    try:
        ask_bank(connection, insist=False, now=now)
    except (PowensError, UnreadableSecret) as error:
        logger.warning("Connection %s was not woken: %s", connection.pk, error)
