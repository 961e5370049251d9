"""Write one connection with all its accounts, balances and transactions in one transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from openbanking.health.failures import INCOMPLETE
from openbanking.health.states import HEALTHY, Condition, condition_of
from openbanking.models import Connection, Institution, PowensUser, SyncRun
from openbanking.powens import payloads
from openbanking.sync.mapping import connection_values
from openbanking.sync.reading.snapshot import Snapshot
from openbanking.sync.report import ConnectionReport
from openbanking.sync.writing.accounts import write_accounts
from openbanking.sync.writing.balances import write_balances
from openbanking.sync.writing.transactions import write_transactions
from openbanking.sync.writing.upsert import apply


def write_connection(
    user: PowensUser,
    payload: payloads.Connection,
    snapshot: Snapshot,
    *,
    run: SyncRun,
    dry_run: bool,
    now: datetime,
) -> ConnectionReport:
    """Bring our record of a connection in step with what was read, all of it or nothing.

    A dry run does the same work and then undoes it, so its counts are the real ones.
    """
    with transaction.atomic():
        connection = _save_connection(user, payload, snapshot.known.get(str(payload.id)), now=now)
        condition = condition_of(connection)
        report = ConnectionReport(
            connection=connection,
            tenant=user.tenant.slug,
            read=True,
            condition=condition,
            next_attempt_at=_next_attempt(connection, condition),
        )
        accounts = write_accounts(
            connection,
            snapshot.accounts.get(payload.id, []),
            unread=snapshot.unread("account", id_connection=str(payload.id)),
            gone=[
                each
                for each in snapshot.missing_connections()
                if each.institution_id == connection.institution_id
            ],
            now=now,
            report=report,
        )
        movements = write_transactions(connection, accounts, snapshot, now=now, report=report)
        for listed in snapshot.accounts.get(payload.id, []):
            # Balances come last: whether one can be believed is seen from what moved it.
            if (account := accounts.get(str(listed.id))) is not None:
                write_balances(
                    account,
                    listed,
                    movements=movements,
                    run=None if dry_run else run,
                    now=now,
                    report=report,
                )
        if report.accounts_left_out and condition is HEALTHY:
            report.condition = INCOMPLETE
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


def _save_connection(
    user: PowensUser, payload: payloads.Connection, known: Connection | None, *, now: datetime
) -> Connection:
    values = connection_values(payload) | {
        "institution": _institution(payload, now=now),
        "vanished_at": None,
    }
    if known is None:
        return Connection.objects.create(
            tenant=user.tenant,
            powens_user=user,
            external_id=str(payload.id),
            last_read_at=now,
            created_at=now,
            updated_at=now,
            **values,
        )
    apply(known, values, now=now)
    # Confirmed once here for everything below it, so that unchanged rows stay untouched.
    known.last_read_at = now
    known.save()
    return known


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


def _next_attempt(connection: Connection, condition: Condition) -> datetime | None:
    return connection.next_try_at if condition.retryable else None
