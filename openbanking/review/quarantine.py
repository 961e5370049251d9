"""What staff decide about readings that were held back and sums that drifted apart."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from openbanking.models import Account, BalanceType, Drift, HeldReading, User
from openbanking.sync.report import Counts
from openbanking.sync.verification.ledger import check_ledger, opening_with
from openbanking.sync.writing.balances import keep_figures

Verdict = HeldReading.Verdict


@transaction.atomic
def approve(reading: HeldReading, *, by: User | None, now: datetime) -> bool:
    """Believe a waiting reading: it becomes the account's figures. False where it waits no more."""
    if not _decide(reading, Verdict.APPROVED, by=by, now=now):
        return False
    account = Account.objects.select_related("connection__powens_user").get(pk=reading.account_id)
    account.currency, account.held_since, account.updated_at = reading.currency, None, now
    account.save(update_fields=["currency", "held_since", "updated_at"])
    keep_figures(
        account,
        {name: getattr(reading, name) for name in ("balance", "coming", "coming_balance")},
        known={balance.type: balance for balance in account.balances.all()},
        run=reading.run,
        now=now,
        counts=Counts(),
    )
    check_ledger(account, reading.balance, begin=False, now=now)
    return True


def reject(reading: HeldReading, *, by: User | None, now: datetime) -> bool:
    """Leave a waiting reading out for as long as Powens repeats it. False where it waits no more."""
    return _decide(reading, Verdict.REJECTED, by=by, now=now)


@transaction.atomic
def accept(drift: Drift, *, now: datetime) -> bool:
    """Take an account's balance and transactions as they are: from now on they are the measure.

    False for a drift that has ended, and for Powens' totals, which cannot be argued away.
    """
    account = drift.account
    if account is None or drift.ended_at is not None:
        return False
    current = account.balances.filter(type=BalanceType.CURRENT).first()
    if current is None:
        return False
    Account.objects.filter(pk=account.pk).update(
        opening_balance=opening_with(account, current.amount), updated_at=now
    )
    drift.ended_at = drift.updated_at = now
    drift.save(update_fields=["ended_at", "updated_at"])
    return True


def _decide(
    reading: HeldReading, verdict: HeldReading.Verdict, *, by: User | None, now: datetime
) -> bool:
    waiting = HeldReading.objects.filter(pk=reading.pk, verdict=Verdict.WAITING)
    return bool(waiting.update(verdict=verdict, decided_by=by, decided_at=now, updated_at=now))
