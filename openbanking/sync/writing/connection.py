"""Write one connection with all its accounts, and what there is of each, in one transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from openbanking.health.failures import INCOMPLETE, PRODUCTS_UNREAD
from openbanking.health.states import HEALTHY, Condition, condition_of
from openbanking.models import Connection, Institution, PowensUser, SyncRun
from openbanking.powens import payloads
from openbanking.sync.mapping.banking import connection_values
from openbanking.sync.reading.snapshot import Snapshot
from openbanking.sync.report import ConnectionReport
from openbanking.sync.writing.accounts import update_accounts
from openbanking.sync.writing.balances import write_balances
from openbanking.sync.writing.transactions import write_transactions
from openbanking.sync.writing.upsert import apply
from openbanking.sync.writing.wealth import write_wealth

# All but when the bank was last asked for a reading: somebody else may ask while it is synced.
MIRRORED = [
    field.name
    for field in Connection._meta.concrete_fields
    if field.name not in ("id", "created_at", "bank_asked_at")
]


def write_connection(
    user: PowensUser,
    payload: payloads.Connection,
    snapshot: Snapshot,
    *,
    run: SyncRun,
    dry_run: bool,
    now: datetime,
) -> ConnectionReport:
    """Bring our record of a connection in sync with what was read, all of it or nothing.

    Accounts are matched and changed in memory first, then their transactions are written, then their
    balances: whether one can be believed is seen from what moved it. What they hold and owe follows.
    Last the connection and its accounts are saved, each once. A dry run does the same work and then
    undoes it, so its counts are the real ones.
    """
    recorded = None if dry_run else run
    with transaction.atomic():
        connection = _updated(user, payload, snapshot, now=now)
        condition = condition_of(connection)
        report = ConnectionReport(
            connection=connection,
            tenant=user.tenant.slug,
            read=True,
            condition=condition,
            next_attempt_at=_next_attempt(connection, condition),
        )
        listed = snapshot.listed_under(payload.id)
        accounts, changes = update_accounts(connection, listed, snapshot, now=now, report=report)
        changed = write_transactions(accounts, snapshot, now=now, report=report)
        for each in listed:
            if (account := accounts.get(str(each.id))) is not None:
                write_balances(account, each, changed=changed, run=recorded, now=now, report=report)
        write_wealth(accounts.values(), snapshot.wealth, run=recorded, now=now, report=report)
        connection.save(update_fields=None if connection._state.adding else MIRRORED)
        changes.save(now=now)
        if condition is HEALTHY:
            report.condition = _completeness(report)
        if dry_run:
            transaction.set_rollback(True)
    return report


def write_vanished(connection: Connection, *, dry_run: bool, now: datetime) -> None:
    """Mark a connection that Powens lists no more; nothing below it is deleted."""
    if dry_run or connection.vanished_at:
        return
    with transaction.atomic():
        connection.vanished_at = connection.updated_at = now
        connection.save(update_fields=["vanished_at", "updated_at"])
        connection.accounts.filter(vanished_at__isnull=True).update(vanished_at=now, updated_at=now)


def _updated(
    user: PowensUser, payload: payloads.Connection, snapshot: Snapshot, *, now: datetime
) -> Connection:
    """Return the connection as Powens has it now, not yet saved."""
    values = connection_values(payload) | {
        "institution": _institution(payload, now=now),
        "vanished_at": None,
    }
    connection = snapshot.known.get(str(payload.id))
    if connection is not None:
        apply(connection, values, now=now)
    else:
        connection = Connection(
            tenant=user.tenant,
            powens_user=user,
            external_id=str(payload.id),
            created_at=now,
            updated_at=now,
            **values,
        )
    if not connection.state:
        connection.broken_since = None
    elif connection.broken_since is None:
        connection.broken_since = now
    # Confirmed once here for everything below it, so that unchanged rows stay untouched.
    connection.last_read_at = now
    seen = (connection.transactions_seen_to, snapshot.transactions.newest_change)
    connection.transactions_seen_to = max(filter(None, seen), default=None)
    return connection


def _institution(payload: payloads.Connection, *, now: datetime) -> Institution:
    connector = payload.connector
    code = payload.connector_uuid or (connector.uuid if connector else None)
    code = code or f"connector-{payload.id_connector}"
    name = connector.name if connector and connector.name else ""
    institution, created = Institution.objects.get_or_create(
        code=code, defaults={"name": name or "Unnamed institution"}
    )
    if not created and name and institution.name != name:
        institution.name = name
        institution.updated_at = now
        institution.save(update_fields=["name", "updated_at"])
    return institution


def _completeness(report: ConnectionReport) -> Condition:
    """Return what the condition of a healthy connection is, by what of it could be read."""
    if report.accounts_left_out:
        return INCOMPLETE
    return PRODUCTS_UNREAD if report.unread_products else HEALTHY


def _next_attempt(connection: Connection, condition: Condition) -> datetime | None:
    return connection.next_try_at if condition.retryable else None
