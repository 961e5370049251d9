"""What staff decide about readings in quarantine and sums that do not agree."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from openbanking.models import Account, BalanceType, Discrepancy, QuarantinedReading, User
from openbanking.sync import Counts, keep_figures, opening_with, reconcile

Decision = QuarantinedReading.Decision


@transaction.atomic
def approve(reading: QuarantinedReading, *, by: User | None, now: datetime) -> bool:
    """Believe a waiting reading: it becomes the account's figures. False where it waits no more."""
    if not _decide(reading, Decision.APPROVED, by=by, now=now):
        return False
    account = Account.objects.select_related("connection__powens_user").get(pk=reading.account_id)
    account.currency, account.quarantined_since, account.updated_at = reading.currency, None, now
    keep_figures(
        account,
        {name: getattr(reading, name) for name in ("balance", "coming", "coming_balance")},
        known={balance.type: balance for balance in account.balances.all()},
        run=reading.run,
        now=now,
        counts=Counts(),
    )
    reconcile(account, reading.balance, begin=False, now=now)
    account.save(update_fields=["currency", "quarantined_since", "opening_balance", "updated_at"])
    return True


def reject(reading: QuarantinedReading, *, by: User | None, now: datetime) -> bool:
    """Leave a waiting reading out for as long as Powens repeats it. False where it waits no more."""
    return _decide(reading, Decision.REJECTED, by=by, now=now)


@transaction.atomic
def accept(discrepancy: Discrepancy, *, now: datetime) -> bool:
    """Take an account's balance and transactions as they are: from now on they are the measure.

    False for a discrepancy that has ended, and for Powens' totals, which cannot be argued away.
    """
    account = discrepancy.account
    if account is None or discrepancy.ended_at is not None:
        return False
    current = account.balances.filter(type=BalanceType.CURRENT).first()
    if current is None:
        return False
    Account.objects.filter(pk=account.pk).update(
        opening_balance=opening_with(account, current.amount), updated_at=now
    )
    discrepancy.ended_at = discrepancy.updated_at = now
    discrepancy.save(update_fields=["ended_at", "updated_at"])
    return True


def _decide(
    reading: QuarantinedReading, decision: QuarantinedReading.Decision, *, by: User | None, now: datetime
) -> bool:
    waiting = QuarantinedReading.objects.waiting().filter(pk=reading.pk)
    return bool(waiting.update(decision=decision, decided_by=by, decided_at=now, updated_at=now))
