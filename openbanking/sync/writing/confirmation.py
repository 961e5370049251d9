"""Note that a user's connections were read and are as they were written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from openbanking.health.states import condition_of
from openbanking.models import Connection, PowensUser
from openbanking.sync.reading.snapshot import Unchanged
from openbanking.sync.report import ConnectionReport, Counts, Tally


def confirm(
    user: PowensUser,
    connections: Sequence[Connection],
    unchanged: Unchanged,
    *,
    dry_run: bool,
    now: datetime,
) -> list[ConnectionReport]:
    """Set when these connections were last read, in one statement, and report all of it as unchanged."""
    reports = []
    for connection in connections:
        connection.last_read_at = now
        condition = condition_of(connection)
        reports.append(
            ConnectionReport(
                connection=connection,
                tenant=user.tenant.slug,
                read=True,
                condition=condition,
                next_attempt_at=connection.next_try_at if condition.retryable else None,
                tally=_tally(connection, unchanged),
            )
        )
    if not dry_run:
        keys = [connection.pk for connection in connections]
        Connection.objects.filter(pk__in=keys).update(last_read_at=now)
        if user.changes_digest != unchanged.changes_digest:
            user.changes_digest = unchanged.changes_digest
            user.save(update_fields=["changes_digest"])
    return reports


def _tally(connection: Connection, unchanged: Unchanged) -> Tally:
    """Return what there is of a connection, none of it changed."""
    tally = Tally()
    for account in unchanged.accounts:
        if account.connection != connection.external_id or account.is_gone:
            continue
        figures = account.figures if account.is_read else 0
        for counts, seen in (
            (tally.accounts, 1),
            (tally.balances, figures),
            (tally.transactions, unchanged.rows[account.external_id]),
        ):
            counts += Counts(seen=seen, unchanged=seen)
    return tally
