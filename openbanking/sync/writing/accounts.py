"""Bring the accounts of one connection in sync, in memory; their loans in the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.conf import settings

from openbanking.balances.kinds import is_listed
from openbanking.models import Account, Connection, Loan
from openbanking.powens import PowensProtocolError, payloads
from openbanking.sync.mapping.banking import account_values, loan_values
from openbanking.sync.mapping.values import currency_code
from openbanking.sync.matching.recognition import recognise
from openbanking.sync.reading.snapshot import Snapshot
from openbanking.sync.report import ConnectionReport
from openbanking.sync.warnings import WarningKind
from openbanking.sync.writing.changes import AccountChanges
from openbanking.sync.writing.places import take_over
from openbanking.sync.writing.upsert import apply


def update_accounts(
    connection: Connection,
    listed: Sequence[payloads.Account],
    snapshot: Snapshot,
    *,
    now: datetime,
    report: ConnectionReport,
) -> tuple[dict[str, Account], AccountChanges]:
    """Bring the connection's accounts in sync in memory.

    Returns those listed, by Powens' id, and the changes of all of them, for the steps that follow to add
    to and to be saved at the end. An account that is listed but cannot be read keeps what was known of
    it, and is reported. One that came back under another id, perhaps through another connection after
    one that is gone, is ours.
    """
    unread = snapshot.unread("account", id_connection=connection.external_id)
    for each in unread:
        report.warn(WarningKind.ACCOUNT_LEFT_OUT, account=each.id, reason=each.reason)
    known = {account.external_id: account for account in connection.accounts.all()}
    gone = [
        each
        for each in snapshot.missing_connections()
        if each.institution_id == connection.institution_id
    ]
    found = recognise(listed, known, unread=unread, gone=gone)
    left = {account.external_id for account in found.values()}
    for key in found.keys() & known.keys():
        take_over(found[key], known[key], now=now)
    changes = AccountChanges([*known.values(), *found.values()])
    known = _after_moves(known, found, connection)
    listed = [payload for payload in listed if str(payload.id) not in left]
    report.tally.accounts.seen += len(listed) + len(unread)
    accounts = _apply(connection, listed, known, changes, now=now, report=report)
    _settle_parents(accounts, listed)
    if None not in report.accounts_left_out:
        present = {*accounts, *report.accounts_left_out, *snapshot.superseded, *left}
        report.tally.accounts.removed += _mark_vanished(known, present, now=now)
    for payload in listed:
        if (account := accounts.get(str(payload.id))) is not None:
            _write_loan(account, payload, now=now)
    return accounts, changes


def _after_moves(
    known: Mapping[str, Account], found: Mapping[str, Account], connection: Connection
) -> dict[str, Account]:
    """Return the connection's accounts by where they are now, after remembering where they were."""
    for key, account in found.items():
        if account.external_id != key:
            former = [each for each in account.former_external_ids if each != key]
            account.former_external_ids = [*former, account.external_id]
    moved = {account.pk for account in found.values()}
    stayed = {
        account.external_id: account
        for account in known.values()
        if account.pk not in moved and account.connection_id == connection.pk
    }
    return stayed | dict(found)


def _apply(
    connection: Connection,
    listed: Sequence[payloads.Account],
    known: Mapping[str, Account],
    changes: AccountChanges,
    *,
    now: datetime,
    report: ConnectionReport,
) -> dict[str, Account]:
    """Set what Powens says on the accounts we know, and make those we do not."""
    counts, accounts = report.tally.accounts, dict[str, Account]()
    fallback = _commonest_currency(listed)
    for payload in listed:
        key = str(payload.id)
        account = known.get(key)
        try:
            values = account_values(
                payload, connection, known=account, fallback_currency=fallback, now=now
            )
        except PowensProtocolError as error:
            report.warn(WarningKind.ACCOUNT_LEFT_OUT, account=key, reason=str(error))
            continue
        if account is None:
            account = Account(**values, created_at=now, updated_at=now)
            changes.add(account)
            counts.added += 1
        elif apply(account, values, now=now):
            counts.changed += 1
        else:
            counts.unchanged += 1
        if account.status is Account.Status.ACTIVE and not is_listed(account.type):
            report.warn(WarningKind.TYPE_UNKNOWN, account=key, reason=account.type)
        accounts[key] = account
    return accounts


def _commonest_currency(listed: Sequence[payloads.Account]) -> str:
    named = Counter(filter(None, (currency_code(payload.currency) for payload in listed)))
    return named.most_common(1)[0][0] if named else settings.DEFAULT_CURRENCY


def _settle_parents(accounts: Mapping[str, Account], listed: Sequence[payloads.Account]) -> None:
    for payload in listed:
        account = accounts.get(str(payload.id))
        if account is not None:
            parent = accounts.get(str(payload.id_parent)) if payload.id_parent else None
            account.parent_id = parent.pk if parent and parent is not account else None


def _mark_vanished(
    known: Mapping[str, Account], present: Collection[str | None], *, now: datetime
) -> int:
    vanished = [
        account for key, account in known.items() if key not in present and account.vanished_at is None
    ]
    for account in vanished:
        account.vanished_at, account.history_read_at = now, None
    return len(vanished)


def _write_loan(account: Account, payload: payloads.Account, *, now: datetime) -> None:
    if payload.loan is None:
        return
    values = loan_values(payload.loan)
    known = Loan.objects.filter(account=account).first()
    if known is None:
        Loan.objects.create(account=account, **values)
    elif any(getattr(known, name) != value for name, value in values.items()):
        Loan.objects.filter(account=account).update(**values)
        # Answers show its terms with the account, so the account's record has changed.
        account.updated_at = now
