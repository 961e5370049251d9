"""Schedules of loans, to the cent, and as Powens' JSON (Powens, Loan amortizations page)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from openbanking.sandbox.world.amounts import difference, product, quotient, total
from openbanking.sandbox.world.clock import paris
from openbanking.sandbox.world.model import Account, Loan
from openbanking.sandbox.world.rendering import Json, day, money
from openbanking.sandbox.world.wealth import Amortization

CENT = Decimal("0.01")
MONTHS = Decimal(1200)
RATE = Decimal("0.0000000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is owed, the yearly rate in per cent, and the next payment; an insurance is a part of it."""

    capital: Decimal
    rate: Decimal
    payment: Decimal
    first: date
    insurance: Decimal | None = None

    @classmethod
    def of(cls, account: Account, loan: Loan, *, insurance: Decimal | None = None) -> Terms:
        return cls(
            capital=total(account.balance).copy_negate(),
            rate=loan.rate,
            payment=loan.next_payment_amount,
            first=loan.next_payment_date,
            insurance=insurance,
        )

    @property
    def monthly(self) -> Decimal:
        return quotient(self.rate, MONTHS, step=RATE)

    @property
    def repayment(self) -> Decimal:
        """Return what a payment leaves for the loan."""
        return difference(self.payment, self.insurance)

    def row(
        self, month: int, *, paid: Decimal, interest: Decimal, left: Decimal, now: datetime
    ) -> Amortization:
        """Return the payment of a month, counted from the next one."""
        return Amortization(
            payment_date=_later(self.first, month),
            amortization_amount=paid,
            interest_amount=interest,
            insurance_amount=self.insurance,
            total_payment_amount=total(paid, interest, self.insurance),
            remaining_capital=left,
            last_update=now,
            calculated=("insurance_amount",) if self.insurance else (),
        )


def schedule(terms: Terms, *, months: int, now: datetime) -> Iterator[Amortization]:
    """Pay a capital back from the next payment on; the last one takes what is left."""
    left = terms.capital
    for month in range(months):
        interest = product(left, terms.monthly, step=CENT)
        paid = min(difference(terms.repayment, interest), left) if month < months - 1 else left
        left = difference(left, paid)
        yield terms.row(month, paid=paid, interest=interest, left=left, now=now)
        if not left:
            return


def paid_before(terms: Terms, *, months: int, now: datetime) -> list[Amortization]:
    """Return the payments that led to a capital, the oldest first."""
    left, rows = terms.capital, []
    for month in range(1, months + 1):
        owed = quotient(total(left, terms.repayment), total(Decimal(1), terms.monthly), step=CENT)
        paid = difference(owed, left)
        interest = difference(terms.repayment, paid)
        rows.append(terms.row(-month, paid=paid, interest=interest, left=left, now=now))
        left = owed
    return rows[::-1]


def revise(account: Account, loan: Loan, now: datetime) -> None:
    """Let the payments to come be those of a loan's present terms.

    One on a day that had one takes its place; one that is left over is marked as deleted.
    """
    due = loan.next_payment_date
    ahead = [row for row in account.amortizations if row.payment_date >= due and not row.deleted]
    insurance = ahead[0].insurance_amount if ahead else None
    terms = Terms.of(account, loan, insurance=insurance)
    revised = {row.payment_date: row for row in schedule(terms, months=loan.nb_payments_left, now=now)}
    for row in ahead:
        if row.payment_date not in revised:
            row.deleted = row.last_update = now
    kept = [row for row in account.amortizations if row.deleted or row.payment_date < due]
    account.amortizations = sorted([*kept, *revised.values()], key=lambda row: row.payment_date)


def repay(account: Account, loan: Loan, today: date) -> None:
    """Let the payments that fell due since the last reading have been made."""
    listed = [each for each in account.amortizations if not each.deleted]
    for row in [each for each in listed if each.payment_date >= loan.next_payment_date]:
        if row.payment_date > today:
            loan.next_payment_date = row.payment_date
            return
        account.balance = total(account.balance, row.amortization_amount)
        loan.nb_payments_left -= 1
        loan.nb_payments_done += 1


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


def _later(on: date, months: int) -> date:
    """Return the same day some months later, or the last one of a shorter month."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
