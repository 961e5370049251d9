"""Write the transactions of one connection's accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max

from openbanking.models import Account, Transaction
from openbanking.powens import PowensProtocolError, payloads
from openbanking.sync.mapping.banking import transaction_values
from openbanking.sync.matching.corrections import carry_corrections
from openbanking.sync.reading.absence import covered_from, taken_for_gone
from openbanking.sync.reading.snapshot import Snapshot
from openbanking.sync.report import ConnectionReport, Counts
from openbanking.sync.warnings import WarningKind
from openbanking.sync.writing.upsert import BATCH, upsert

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionChanges:
    """Whose history was read whole for the first time, and whose rows changed."""

    begun: set[UUID]
    moved: set[UUID]


def write_transactions(
    accounts: Mapping[str, Account], snapshot: Snapshot, *, now: datetime, report: ConnectionReport
) -> TransactionChanges:
    """Bring the rows of every account in sync; returns whose history began and whose rows changed."""
    begun, moved = set[UUID](), set[UUID]()
    counts = report.tally.transactions
    for external_id, account in accounts.items():
        payloads_by_id = snapshot.transactions.get(int(external_id), {})
        unread = snapshot.unread("transaction", id_account=external_id)
        counts.seen += len(payloads_by_id) + len(unread)
        _warn(external_id, unread, snapshot, report)
        before = counts.written
        _write(account, _readable(account, payloads_by_id, report), now=now, counts=counts)
        if snapshot.whole_history and not account.disabled_at:
            listed = {*payloads_by_id, *(each.id for each in unread)}
            counts.removed += _remove_unlisted(account, payloads_by_id, listed, now=now)
            if account.history_read_at is None:
                begun.add(account.pk)
                account.history_kept_to = _kept_to(account, payloads_by_id)
            # The day only, so that one more whole read of the day writes nothing.
            if account.history_read_at is None or account.history_read_at < now - DAY:
                account.history_read_at = now
        if counts.written != before:
            moved.add(account.pk)
            carry_corrections(account, now=now)
    return TransactionChanges(begun=begun, moved=moved)


def _warn(
    account: str,
    unread: Iterable[payloads.Unreadable],
    snapshot: Snapshot,
    report: ConnectionReport,
) -> None:
    for each in unread:
        report.warn(
            WarningKind.TRANSACTION_LEFT_OUT,
            account=account,
            transaction=each.id,
            reason=each.reason,
        )
    if account in snapshot.short_histories:
        report.warn(
            WarningKind.ACCOUNT_LEFT_OUT,
            account=account,
            reason="Powens has transactions of it that it does not list.",
        )


def _readable(
    account: Account, rows: Mapping[str, payloads.Transaction], report: ConnectionReport
) -> dict[str, dict[str, Any]]:
    incoming: dict[str, dict[str, Any]] = {}
    for external_id, row in rows.items():
        try:
            values = transaction_values(row, account)
        except PowensProtocolError as error:
            report.warn(
                WarningKind.TRANSACTION_LEFT_OUT,
                account=account.external_id,
                transaction=external_id,
                reason=str(error),
            )
            continue
        if values["amount"] is None:
            report.warn(WarningKind.AMOUNT_MISSING, account=account.external_id, transaction=external_id)
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


def _kept_to(account: Account, rows: Mapping[str, payloads.Transaction]) -> datetime | None:
    """Return up to when we have rows from before Powens listed the account anew; they stay."""
    older = account.transactions.filter(deleted_at__isnull=True)
    if covered := covered_from(rows):
        older = older.filter(date__lt=covered)
    kept_to: datetime | None = older.aggregate(kept_to=Max("date"))["kept_to"]
    return kept_to
