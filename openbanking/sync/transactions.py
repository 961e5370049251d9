"""Write the movements of one connection's accounts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from openbanking.models import Account, Connection, Transaction
from openbanking.powens import PowensProtocolError, payloads
from openbanking.sync.mapping import transaction_values
from openbanking.sync.report import ConnectionReport, Counts
from openbanking.sync.snapshot import Snapshot
from openbanking.sync.upsert import BATCH, upsert


def write_transactions(
    connection: Connection,
    accounts: Mapping[str, Account],
    snapshot: Snapshot,
    *,
    now: datetime,
    report: ConnectionReport,
) -> None:
    """Bring the rows of every account in step, and remember how far Powens has been read."""
    for external_id, account in accounts.items():
        payloads_by_id = snapshot.transactions.get(int(external_id), {})
        unread = snapshot.unread("transaction", id_account=external_id)
        incoming = _readable(account, payloads_by_id, report)
        report.tally.transactions.seen += len(payloads_by_id) + len(unread)
        for each in unread:
            report.leave_transaction_out(external_id, each.id, each.reason)
        _write(account, incoming, now=now, counts=report.tally.transactions)
        if snapshot.whole_history and account.status is Account.Status.ACTIVE:
            listed = {*payloads_by_id, *(each.id for each in unread)}
            report.tally.transactions.removed += _remove_unlisted(account, incoming, listed, now=now)
            _mark_history_read(account, now=now)
    newest = max(filter(None, (connection.transactions_seen_to, snapshot.newest_change)), default=None)
    if newest != connection.transactions_seen_to:
        Connection.objects.filter(pk=connection.pk).update(transactions_seen_to=newest)


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
    incoming: Mapping[str, Mapping[str, Any]],
    listed: set[str | None],
    *,
    now: datetime,
) -> int:
    """Soft-delete rows a whole read no longer has, within the period it covers.

    Disabling an account erases its rows at Powens without a trace, and enabling it again brings
    them back under new ids for as far back as the bank goes: what is older stays as it was.
    """
    if not incoming or None in listed:
        return 0
    covered_from = min(values["date"] for values in incoming.values())
    live = Transaction.objects.filter(account=account, deleted_at__isnull=True, date__gte=covered_from)
    unlisted = [
        pk for pk, external_id in live.values_list("pk", "external_id") if external_id not in listed
    ]
    for start in range(0, len(unlisted), BATCH):
        Transaction.objects.filter(pk__in=unlisted[start : start + BATCH]).update(
            deleted_at=now, updated_at=now
        )
    return len(unlisted)


def _mark_history_read(account: Account, *, now: datetime) -> None:
    if account.history_read_at is None:
        Account.objects.filter(pk=account.pk).update(history_read_at=now)
