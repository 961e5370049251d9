"""Write the transactions of one connection's accounts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max

from openbanking.models import Account
from openbanking.powens import payloads
from openbanking.sync.matching.corrections import carry_corrections
from openbanking.sync.reading.absence import taken_for_gone
from openbanking.sync.reading.snapshot import Snapshot
from openbanking.sync.report import ConnectionReport, Counts
from openbanking.sync.staging import StagedAccount, Written
from openbanking.sync.warnings import WarningKind

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
    counts, staged = report.tally.transactions, snapshot.transactions.accounts()
    read = {key: account.pk for key, account in accounts.items() if key in staged}
    written = snapshot.transactions.write(read, now=now) if read else {}
    for external_id, account in accounts.items():
        rows, done = staged.get(external_id), written.get(account.pk, Written())
        unread = snapshot.unread("transaction", id_account=external_id)
        _warn(external_id, unread, snapshot, report)
        if rows is not None and rows.without_amount:
            for each in snapshot.transactions.without_amount(external_id):
                report.warn(WarningKind.AMOUNT_MISSING, account=external_id, transaction=each)
        _count(counts, rows, done, unread=len(unread))
        removed = 0
        if snapshot.whole_history and not account.disabled_at:
            removed = _remove_unlisted(account, snapshot, unread, now=now)
            counts.removed += removed
            if account.history_read_at is None:
                begun.add(account.pk)
                account.history_kept_to = _kept_to(account, rows)
            # The day only, so that one more whole read of the day writes nothing.
            if account.history_read_at is None or account.history_read_at < now - DAY:
                account.history_read_at = now
        if removed or account.pk in written:
            moved.add(account.pk)
            carry_corrections(account, now=now)
    return TransactionChanges(begun=begun, moved=moved)


def _count(counts: Counts, rows: StagedAccount | None, done: Written, *, unread: int) -> None:
    seen = rows.rows if rows else 0
    counts.seen += seen + unread
    counts.added += done.added
    counts.changed += done.changed
    counts.removed += done.taken_back
    counts.unchanged += seen - done.added - done.changed - done.taken_back


def _warn(
    account: str,
    unread: Sequence[payloads.Unreadable],
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


def _remove_unlisted(
    account: Account, snapshot: Snapshot, unread: Collection[payloads.Unreadable], *, now: datetime
) -> int:
    """Soft-delete the rows that a whole read no longer has."""
    known = {each.id for each in unread}
    if None in known:
        return 0
    staged = snapshot.transactions.accounts().get(account.external_id)
    gone = taken_for_gone(account, staged, closed=bool(account.deleted_at), now=now)
    unlisted = gone.filter(snapshot.transactions.not_listed(account.external_id))
    return unlisted.exclude(external_id__in=known).update(deleted_at=now, updated_at=now)


def _kept_to(account: Account, rows: StagedAccount | None) -> datetime | None:
    """Return up to when we have rows from before Powens listed the account anew; they stay."""
    older = account.transactions.filter(deleted_at__isnull=True)
    if rows is not None:
        older = older.filter(date__lt=rows.covered_from)
    kept_to: datetime | None = older.aggregate(kept_to=Max("date"))["kept_to"]
    return kept_to
