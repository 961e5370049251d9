"""Note that a user's connections were read and are as they were written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from openbanking.health.states import condition_of
from openbanking.models import Account, Connection, PowensUser
from openbanking.sync.reading.snapshot import Snapshot
from openbanking.sync.report import ConnectionReport, Counts, Tally


def confirm(
    user: PowensUser,
    connections: Sequence[Connection],
    snapshot: Snapshot,
    *,
    dry_run: bool,
    now: datetime,
) -> list[ConnectionReport]:
    """Set when these connections were last read, in one statement, and report all of it as unchanged."""
    tallies = _tallies(connections, snapshot)
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
                tally=tallies[connection.pk],
            )
        )
    if not dry_run:
        Connection.objects.filter(pk__in=tallies).update(last_read_at=now)
    return reports


def _tallies(connections: Sequence[Connection], snapshot: Snapshot) -> dict[UUID, Tally]:
    """Return what there is of each connection, none of it changed."""
    tallies = {connection.pk: Tally() for connection in connections}
    accounts = (
        Account.objects.not_merged_away()
        .filter(connection__in=connections, vanished_at__isnull=True)
        .annotate(figures=Count("balances", filter=Q(disabled_at__isnull=True)))
    )
    staged = snapshot.transactions.accounts()
    for connection, external_id, figures in accounts.values_list("connection", "external_id", "figures"):
        rows = staged[external_id].rows if external_id in staged else 0
        tally = tallies[connection]
        for counts, seen in (
            (tally.accounts, 1),
            (tally.balances, figures),
            (tally.transactions, rows),
        ):
            counts += Counts(seen=seen, unchanged=seen)
    return tallies
