"""Schedules of loans, to the cent, and as Powens' JSON (Powens, Loan amortizations page)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from openbanking.sandbox.world.amounts import difference, product, quotient, total
from openbanking.sandbox.world.clock import paris
from openbanking.sandbox.world.model import Account
from openbanking.sandbox.world.rendering import Json, day, money
from openbanking.sandbox.world.wealth import Amortization

CENT = Decimal("0.01")
MONTHS = Decimal(1200)
RATE = Decimal("0.0000000001")


def schedule(
    *, capital: Decimal, rate: Decimal, payment: Decimal, first: date, months: int, now: datetime
) -> Iterator[Amortization]:
    """Pay a capital back at a yearly rate in per cent; the last payment takes what is left."""
    monthly = _monthly(rate)
    for month in range(months):
        interest = product(capital, monthly, step=CENT)
        paid = min(difference(payment, interest), capital) if month < months - 1 else capital
        capital = difference(capital, paid)
        yield _row(_later(first, month), paid, interest, capital, now)
        if not capital:
            return


def paid_before(
    *, capital: Decimal, rate: Decimal, payment: Decimal, first: date, months: int, now: datetime
) -> list[Amortization]:
    """Return the payments that led to a capital, the oldest first; the next one is due on `first`."""
    monthly, rows = _monthly(rate), []
    for month in range(1, months + 1):
        before = quotient(total(capital, payment), total(Decimal(1), monthly), step=CENT)
        paid = difference(before, capital)
        rows.append(_row(_later(first, -month), paid, difference(payment, paid), capital, now))
        capital = before
    return rows[::-1]


def amortization_json(account: Account, row: Amortization) -> Json:
    return {
        "id_account": account.id,
        "payment_date": day(row.payment_date),
        "amortization_amount": _amount(row.amortization_amount, account),
        "interest_amount": _amount(row.interest_amount, account),
        "insurance_amount": _amount(row.insurance_amount, account),
        "total_payment_amount": _amount(row.total_payment_amount, account),
        "remaining_capital": _amount(row.remaining_capital, account),
        "period": f"{row.payment_date:%Y_%m}",
        "calculated": list(row.calculated),
        "deleted": paris(row.deleted),
        "last_update": paris(row.last_update),
    }


def _amount(value: Decimal | None, account: Account) -> Json:
    return {"currency": account.currency, "value": money(value)}


def _monthly(rate: Decimal) -> Decimal:
    return quotient(rate, MONTHS, step=RATE)


def _row(on: date, paid: Decimal, interest: Decimal, capital: Decimal, now: datetime) -> Amortization:
    return Amortization(
        payment_date=on,
        amortization_amount=paid,
        interest_amount=interest,
        insurance_amount=None,
        total_payment_amount=total(paid, interest),
        remaining_capital=capital,
        last_update=now,
    )


def _later(on: date, months: int) -> date:
    """Return the same day some months later, or the last one of a shorter month."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
