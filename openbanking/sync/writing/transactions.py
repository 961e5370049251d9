"""Write the movements of one connection's accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max

from openbanking.models import Account, Connection, Transaction
from openbanking.powens import PowensProtocolError, payloads
from openbanking.sync.mapping import transaction_values
from openbanking.sync.matching.corrections import carry_corrections
from openbanking.sync.reading.absence import covered_from, taken_for_gone
from openbanking.sync.reading.snapshot import Snapshot
from openbanking.sync.report import ConnectionReport, Counts
from openbanking.sync.writing.upsert import BATCH, upsert

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionChanges:
    """Whose history was read whole for the first time, and whose rows changed."""

    begun: set[UUID]
    moved: set[UUID]


def write_transactions(
    connection: Connection,
    accounts: Mapping[str, Account],
    snapshot: Snapshot,
    *,
    now: datetime,
    report: ConnectionReport,
) -> TransactionChanges:
    """Bring the rows of every account in step, and remember how far Powens has been read."""
    begun, moved = set[UUID](), set[UUID]()
    for external_id, account in accounts.items():
        payloads_by_id = snapshot.transactions.get(int(external_id), {})
        unread = snapshot.unread("transaction", id_account=external_id)
        incoming = _readable(account, payloads_by_id, report)
        report.tally.transactions.seen += len(payloads_by_id) + len(unread)
        for each in unread:
            report.leave_transaction_out(external_id, each.id, each.reason)
        if external_id in snapshot.short_histories:
            report.leave_account_out(external_id, "Powens has transactions of it that it does not list.")
        counts = report.tally.transactions
        before = counts.written
        _write(account, incoming, now=now, counts=counts)
        if snapshot.whole_history and not account.disabled_at:
            listed = {*payloads_by_id, *(each.id for each in unread)}
            counts.removed += _remove_unlisted(account, payloads_by_id, listed, now=now)
            if account.history_read_at is None:
                begun.add(account.pk)
                _keep_what_is_older(account, payloads_by_id)
            _mark_history_read(account, now=now)
        if counts.written != before:
            moved.add(account.pk)
            carry_corrections(account, now=now)
    newest = max(filter(None, (connection.transactions_seen_to, snapshot.newest_change)), default=None)
    if newest != connection.transactions_seen_to:
        Connection.objects.filter(pk=connection.pk).update(transactions_seen_to=newest)
    return TransactionChanges(begun=begun, moved=moved)


def _readable(
    account: Account, rows: Mapping[str, payloads.Transaction], report: ConnectionReport
) -> dict[str, dict[str, Any]]:
    counts = report.tally.transactions
    incoming: dict[str, dict[str, Any]] = {}
    for external_id, row in rows.items():
        try:
            values = transaction_values(row, account)
        except PowensProtocolError as error:
            report.leave_transaction_out(account.external_id, external_id, str(error))
            continue
        if values["amount"] is None:
            counts.warnings += 1
            report.warnings.append(f"Transaction {external_id} has no usable amount.")
        incoming[external_id] = values
    return incoming


def _write(
    account: Account,
    incoming: Mapping[str, Mapping[str, Any]],
    *,
    now: datetime,
    counts: Counts,
) -> None:
    ids = list(incoming)
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        # Through the account, so that each row knows it and none fetches it to be compared.
        known = {row.external_id: row for row in account.transactions.filter(external_id__in=batch)}
        taken_back = sum(
            1
            for each in batch
            if incoming[each]["deleted_at"] and each in known and not known[each].deleted_at
        )
        upsert(
            Transaction,
            known=known,
            incoming={each: incoming[each] for each in batch},
            identity=("account", "external_id"),
            now=now,
            counts=counts,
        )
        counts.changed -= taken_back
        counts.removed += taken_back


def _remove_unlisted(
    account: Account,
    rows: Mapping[str, payloads.Transaction],
    listed: set[str | None],
    *,
    now: datetime,
) -> int:
    """Soft-delete the rows that a whole read no longer has."""
    if None in listed:
        return 0
    gone = taken_for_gone(account, rows, closed=bool(account.deleted_at), now=now)
    unlisted = [
        pk for pk, external_id in gone.values_list("pk", "external_id") if external_id not in listed
    ]
    for start in range(0, len(unlisted), BATCH):
        Transaction.objects.filter(pk__in=unlisted[start : start + BATCH]).update(
            deleted_at=now, updated_at=now
        )
    return len(unlisted)


def _keep_what_is_older(account: Account, rows: Mapping[str, payloads.Transaction]) -> None:
    """Note up to when we have rows from before Powens listed the account anew; they stay."""
    older = account.transactions.filter(deleted_at__isnull=True)
    if covered := covered_from(rows):
        older = older.filter(date__lt=covered)
    kept_to = older.aggregate(kept_to=Max("date"))["kept_to"]
    if kept_to != account.history_kept_to:
        account.history_kept_to = kept_to
        Account.objects.filter(pk=account.pk).update(history_kept_to=kept_to)


def _mark_history_read(account: Account, *, now: datetime) -> None:
    """Note the day only, so that one more whole read of the day writes nothing."""
    if account.history_read_at is None or account.history_read_at < now - DAY:
        account.history_read_at = now
        Account.objects.filter(pk=account.pk).update(history_read_at=now)
