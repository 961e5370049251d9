"""Write an account's latest balances and append what is new to their history."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from openbanking.fields import fits
from openbanking.figures import figures_of
from openbanking.models import Account, Balance, BalanceReading, BalanceType, SyncRun
from openbanking.powens import payloads
from openbanking.sync.report import ConnectionReport


def write_balances(
    account: Account,
    payload: payloads.Account,
    *,
    run: SyncRun | None,
    now: datetime,
    report: ConnectionReport,
) -> None:
    """Keep the figures Powens gives; one it does not give leaves the last good one in place.

    A figure is appended to the history only when its amount, currency or bank time is new.
    """
    counts = report.tally.balances
    usable = {
        name: amount if amount is not None and fits(amount) else None
        for name, amount in (
            ("balance", payload.balance),
            ("coming", payload.coming),
            ("coming_balance", payload.coming_balance),
        )
    }
    if usable["balance"] is None and account.status is Account.Status.ACTIVE:
        counts.warnings += 1
        report.warnings.append(
            f"Account {account.external_id} has no usable balance; the last good one is kept."
        )
    figures = figures_of(
        account_type=account.type, derive_available=settings.DERIVE_AVAILABLE_BALANCE, **usable
    )
    known = {balance.type: balance for balance in account.balances.all()}
    for figure in figures:
        counts.seen += 1
        content = {
            "amount": figure.amount,
            "currency": account.currency,
            "source_field": figure.source_field,
            "derived": figure.derived,
        }
        balance = known.get(figure.type)
        if account.bank_updated_at:
            content["as_of"] = account.bank_updated_at
        if balance and all(getattr(balance, name) == value for name, value in content.items()):
            counts.unchanged += 1
            continue
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
    if usable["balance"] is not None:
        given = {figure.type for figure in figures}
        gone = [kind for kind in known if kind not in given and kind != BalanceType.CURRENT]
        counts.removed += account.balances.filter(type__in=gone).delete()[0] if gone else 0
