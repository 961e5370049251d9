"""Write the accounts of one connection, with their loans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from openbanking.models import Account, Connection, Loan
from openbanking.powens import PowensProtocolError, payloads
from openbanking.sync.mapping import account_values, currency_code, loan_values
from openbanking.sync.matching.recognition import recognise
from openbanking.sync.report import ConnectionReport
from openbanking.sync.writing.upsert import apply, upsert


def write_accounts(
    connection: Connection,
    listed: Sequence[payloads.Account],
    *,
    unread: Sequence[payloads.Unreadable],
    gone: Sequence[Connection],
    now: datetime,
    report: ConnectionReport,
) -> dict[str, Account]:
    """Bring the connection's accounts in step and return those listed, by Powens' id.

    An account that is listed but cannot be read keeps what was known of it, and is reported. One that
    came back under another id, perhaps through another connection after one that is `gone`, is ours.
    """
    counts = report.tally.accounts
    counts.seen += len(listed) + len(unread)
    for each in unread:
        report.leave_account_out(each.id, each.reason)
    known = {account.external_id: account for account in connection.accounts.all()}
    for key, account in recognise(listed, known, unread=unread, gone=gone).items():
        known.pop(account.external_id, None)
        known[key] = _under(key, account, connection, now=now)
    fallback = _commonest_currency(listed)
    incoming: dict[str, dict[str, Any]] = {}
    readable: dict[str, payloads.Account] = {}
    for payload in listed:
        key = str(payload.id)
        try:
            incoming[key] = account_values(
                payload, connection, known=known.get(key), fallback_currency=fallback, now=now
            )
        except PowensProtocolError as error:
            report.leave_account_out(key, str(error))
            continue
        readable[key] = payload
    accounts = upsert(
        Account,
        known=known,
        incoming=incoming,
        identity=("connection", "external_id"),
        now=now,
        counts=counts,
    )
    _settle_parents(accounts, readable, now=now)
    if None not in report.accounts_left_out:
        counts.removed += _mark_vanished(known, {*accounts, *report.accounts_left_out}, now=now)
    for key, payload in readable.items():
        _write_loan(accounts[key], payload, now=now)
    return accounts


def _under(key: str, account: Account, connection: Connection, *, now: datetime) -> Account:
    """Move an account to its new id; what Powens has of it is then read whole."""
    account.external_id, account.connection = key, connection
    account.history_read_at, account.updated_at = None, now
    account.save(update_fields=["external_id", "connection", "history_read_at", "updated_at"])
    return account


def _commonest_currency(listed: Sequence[payloads.Account]) -> str:
    named = Counter(filter(None, (currency_code(payload.currency) for payload in listed)))
    return named.most_common(1)[0][0] if named else settings.DEFAULT_CURRENCY


def _settle_parents(
    accounts: Mapping[str, Account], listed: Mapping[str, payloads.Account], *, now: datetime
) -> None:
    for key, payload in listed.items():
        parent = accounts.get(str(payload.id_parent)) if payload.id_parent else None
        account = accounts[key]
        if parent is account:
            parent = None
        if apply(account, {"parent_id": parent.pk if parent else None}, now=now):
            account.save(update_fields=["parent", "updated_at"])


def _mark_vanished(known: Mapping[str, Account], listed: set[str | None], *, now: datetime) -> int:
    vanished = [
        account.pk for key, account in known.items() if key not in listed and account.vanished_at is None
    ]
    Account.objects.filter(pk__in=vanished).update(vanished_at=now, history_read_at=None, updated_at=now)
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
        # Its terms are told with the account, so the account's record has changed.
        Account.objects.filter(pk=account.pk).update(updated_at=now)
