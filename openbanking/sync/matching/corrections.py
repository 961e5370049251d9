"""Carry corrections made by hand over to the row that takes the place of the corrected one."""

from __future__ import annotations

from datetime import datetime, timedelta

from openbanking.models import Account, Transaction

# What was announced for one day is posted within a few.
POSTED_WITHIN = timedelta(days=5)


def carry_corrections(account: Account, *, now: datetime) -> int:
    """Move each correction from a row that was taken back to its successor; returns how many moved.

    The successor has the same amount and the same words, is at most five days away, and is the only
    one of its day: a correction without one stays where it is.
    """
    uncorrected, moved = Transaction(), 0
    for row in account.transactions.corrected().filter(deleted_at__isnull=False):
        successor = _successor(row)
        if successor is None:
            continue
        for name in Transaction.CORRECTIONS:
            setattr(successor, name, getattr(row, name))
            setattr(row, name, getattr(uncorrected, name))
        for each in (row, successor):
            each.save_corrections(now=now)
        moved += 1
    return moved


def _successor(row: Transaction) -> Transaction | None:
    alike = Transaction.objects.live().filter(
        account=row.account_id,
        amount=row.amount,
        date__range=(row.date - POSTED_WITHIN, row.date + POSTED_WITHIN),
    )
    # Not by the database, where they may be encrypted.
    worded = [each for each in alike if each.original_wording == row.original_wording]
    candidates = sorted(
        (each for each in worded if not each.is_corrected), key=lambda each: abs(each.date - row.date)
    )
    if len(candidates) > 1 and candidates[0].date == candidates[1].date:
        return None
    return candidates[0] if candidates else None
