"""Write an account's latest balances and append what is new to their history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from openbanking.balances.derivation import Figure, figures_of
from openbanking.fields import fits
from openbanking.models import Account, Balance, BalanceReading, BalanceType, SyncRun
from openbanking.powens import payloads
from openbanking.sync.mapping.values import currency_code
from openbanking.sync.report import ConnectionReport, Counts
from openbanking.sync.verification.ledger import reconcile
from openbanking.sync.verification.quarantine import is_quarantined
from openbanking.sync.warnings import WarningKind
from openbanking.sync.writing.transactions import TransactionChanges

Amounts = dict[str, Decimal | None]


def write_balances(
    account: Account,
    payload: payloads.Account,
    *,
    changed: TransactionChanges,
    run: SyncRun | None,
    now: datetime,
    report: ConnectionReport,
) -> None:
    """Keep the figures Powens gives; one that is missing or quarantined leaves the last good one.

    Then compare the balance with the account's transactions, if either moved. The account itself is
    changed in memory; whoever passed it in saves it.
    """
    amounts, currency = _usable(payload), currency_code(payload.currency)
    known = {balance.type: balance for balance in account.balances.all()}
    last_good = known.get(BalanceType.CURRENT)
    if amounts["balance"] is None:
        if account.status is Account.Status.ACTIVE:
            report.warn(WarningKind.BALANCE_MISSING, account=account.external_id)
    elif is_quarantined(account, amounts, currency, last_good=last_good, run=run, now=now):
        report.warn(WarningKind.BALANCE_IMPLAUSIBLE, account=account.external_id)
        return
    elif currency:
        account.currency = currency
    before = report.tally.balances.written
    keep_figures(account, amounts, known=known, run=run, now=now, counts=report.tally.balances)
    moved = account.pk in changed.moved or report.tally.balances.written != before
    if moved and amounts["balance"] is not None and account.status is Account.Status.ACTIVE:
        reconcile(account, amounts["balance"], begin=account.pk in changed.begun, now=now)


def keep_figures(
    account: Account,
    amounts: Amounts,
    *,
    known: Mapping[str, Balance],
    run: SyncRun | None,
    now: datetime,
    counts: Counts,
) -> None:
    """Make these the account's figures, in its currency, in place of those `known` by type.

    A figure is appended to the history only when its amount, currency or bank time is new. The account
    is changed in memory; whoever passed it in saves it.
    """
    before = counts.written
    figures = figures_of(
        account_type=account.type,
        derive_available=settings.DERIVE_AVAILABLE_BALANCE,
        balance=amounts["balance"],
        coming=amounts["coming"],
        coming_balance=amounts["coming_balance"],
    )
    for figure in figures:
        _keep(account, figure, known.get(figure.type), run=run, now=now, counts=counts)
    if amounts["balance"] is not None:
        given = {BalanceType.CURRENT, *(figure.type for figure in figures)}
        counts.removed += _drop(account, known.keys() - given)
    if counts.written != before:
        # Answers show them with the account, so the account's record has changed.
        account.updated_at = now


def _keep(
    account: Account,
    figure: Figure,
    balance: Balance | None,
    *,
    run: SyncRun | None,
    now: datetime,
    counts: Counts,
) -> None:
    counts.seen += 1
    content: dict[str, Any] = {
        "amount": figure.amount,
        "currency": account.currency,
        "source_field": figure.source_field,
        "derived": figure.derived,
    }
    if account.bank_updated_at:
        content["as_of"] = account.bank_updated_at
    if balance and all(getattr(balance, name) == value for name, value in content.items()):
        counts.unchanged += 1
        return
    # Where Powens gives no time, the figure is as old as our first sight of it.
    content = {"as_of": now, "learned_at": now, "run": run} | content
    if balance is None:
        Balance.objects.create(
            account=account, type=figure.type, created_at=now, updated_at=now, **content
        )
        counts.added += 1
    else:
        Balance.objects.filter(pk=balance.pk).update(updated_at=now, **content)
        counts.changed += 1
    BalanceReading.objects.create(account=account, type=figure.type, **content)


def _drop(account: Account, kinds: Collection[str]) -> int:
    return account.balances.filter(type__in=kinds).delete()[0] if kinds else 0


def _usable(payload: payloads.Account) -> Amounts:
    return {
        name: amount if amount is not None and fits(amount) else None
        for name, amount in (
            ("balance", payload.balance),
            ("coming", payload.coming),
            ("coming_balance", payload.coming_balance),
        )
    }
