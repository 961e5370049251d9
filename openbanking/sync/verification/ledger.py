"""Whether an account's balance moves as its booked transactions say it should.

The balance minus all booked transactions we know is what the account opened with. That figure is
noted when the history is read whole, and must stay what it is: when it moves, something is missing,
doubled or wrong, by exactly that much.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from openbanking.balances.derivation import SPENDABLE
from openbanking.fields import MoneySum, difference, fits
from openbanking.models import Account, Discrepancy, Transaction


def keeps_a_ledger(account: Account) -> bool:
    """Tell whether the balance of this kind of account is the sum of what happened on it."""
    return account.type in SPENDABLE


def opening_with(account: Account, balance: Decimal) -> Decimal:
    """Return what the account opened with, were `balance` its balance now."""
    rows = Transaction.objects.live().filter(account=account, status=Transaction.Status.BOOKED)
    booked = rows.order_by().aggregate(sum=MoneySum("amount"))["sum"]
    return difference(balance, Decimal(booked))


def is_explained(account: Account, balance: Decimal) -> bool:
    """Tell whether the booked transactions account for a balance to the last digit."""
    return (
        keeps_a_ledger(account)
        and account.opening_balance is not None
        and opening_with(account, balance) == account.opening_balance
    )


def reconcile(account: Account, balance: Decimal, *, begin: bool, now: datetime) -> None:
    """Compare the balance with the transactions, and record by how much they differ, if they do.

    With `begin`, the history was read whole for the first time: what it says is the measure from now
    on. A discrepancy is recorded with the day it began, and ended when it is gone. What is more than a
    column holds is not recorded. The account is changed in memory; whoever passed it in saves it.
    """
    if not keeps_a_ledger(account) or not fits(opening := opening_with(account, balance)):
        return
    if begin or account.opening_balance is None:
        account.opening_balance = opening
    if fits(moved := difference(opening, account.opening_balance)):
        _note(account, moved, now=now)


def _note(account: Account, amount: Decimal, *, now: datetime) -> None:
    discrepancy = (
        Discrepancy.objects.open().filter(account=account, kind=Discrepancy.Kind.LEDGER).first()
    )
    if (discrepancy.amount if discrepancy else 0) == amount:
        return
    # Answers show it with the account, so the account's record has changed.
    account.updated_at = now
    if not amount:
        if discrepancy:
            discrepancy.ended_at = discrepancy.updated_at = now
            discrepancy.save(update_fields=["ended_at", "updated_at"])
    elif discrepancy is None:
        Discrepancy.objects.create(
            kind=Discrepancy.Kind.LEDGER,
            powens_user=account.connection.powens_user,
            account=account,
            currency=account.currency,
            amount=amount,
            began_on=now.date(),
            created_at=now,
            updated_at=now,
        )
    else:
        discrepancy.amount, discrepancy.updated_at = amount, now
        discrepancy.save(update_fields=["amount", "updated_at"])
