"""A past for the accounts of the demonstration: a figure for each day, as a year of syncs leaves them.

Cash goes back by what was booked on it and a loan by what was paid back, both to the digit. What moves
by itself goes back by small steps, the same ones each time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from openbanking.balances.kinds import kind_of
from openbanking.fields import difference, rounded, total
from openbanking.models import Account, Balance, BalanceReading, BalanceType, Kind, Nature, Tenant
from openbanking.networth.entries import entries_of

DAYS = 400
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MOVED_BY_BOOKINGS = (Kind.CASH, Kind.SAVINGS, Kind.CARDS)
# A day's growth and its spread, as shares of the value.
GROWTH, SPREAD = 0.0002, 0.004

Flows = Mapping[date, Decimal]
DayBefore = Callable[[Decimal, date], Decimal]


def remember(tenant: Tenant, *, now: datetime) -> None:
    """Give each account whose figure is its first one those of the days before."""
    accounts = [
        account
        for account in Account.objects.live().filter(tenant=tenant).prefetch_related("balances")
        if account.readings.filter(type=BalanceType.CURRENT).count() == 1
    ]
    begin = now.date() - (DAYS + 1) * DAY
    booked: dict[Account, dict[date, list[Decimal]]] = {each: defaultdict(list) for each in accounts}
    by_id = {account.pk: account for account in accounts}
    for entry in entries_of(list(by_id), begin, now.date()):
        account = by_id[entry.account_id]
        if entry.nature is Nature.EXTERNAL or kind_of(account.type) in MOVED_BY_BOOKINGS:
            booked[account][entry.day].append(entry.amount)
    BalanceReading.objects.bulk_create(
        [
            reading
            for account in accounts
            for balance in account.balances.all()
            if balance.type == BalanceType.CURRENT
            for reading in _before(account, balance, booked[account])
        ],
        batch_size=1000,
    )


def _before(
    account: Account, balance: Balance, booked: Mapping[date, list[Decimal]]
) -> Iterator[BalanceReading]:
    """Yield the readings of the days before an account's figure, the latest first."""
    flows = {day: total(*amounts) for day, amounts in booked.items()}
    day_before = _way_back(account, flows)
    amount = balance.amount
    for number in range(DAYS):
        at = balance.as_of - number * DAY
        amount = day_before(amount, at.date())
        yield BalanceReading(
            account=account,
            type=balance.type,
            amount=amount,
            currency=balance.currency,
            as_of=at - DAY,
            learned_at=at - DAY + HOUR,
            source_field=balance.source_field,
            derived=balance.derived,
        )


def _way_back(account: Account, flows: Flows) -> DayBefore:
    """Return what tells the amount of the day before by that of a day."""
    kind = kind_of(account.type)
    if kind is Kind.LOANS:
        flows = {
            payment.due_on: payment.principal
            for payment in account.loan_payments.live()
            if payment.due_on and payment.principal
        }
    if kind is Kind.LOANS or kind in MOVED_BY_BOOKINGS:
        return lambda amount, day: difference(amount, flows.get(day, Decimal(0)))
    random = Random(account.external_id)

    def moved(amount: Decimal, day: date) -> Decimal:
        before = difference(amount, flows.get(day, Decimal(0)))
        return rounded(Fraction(before) * Fraction(1 - random.gauss(GROWTH, SPREAD)), 2)

    return moved
