"""What happens on accounts, day by day from the first one on."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from openbanking.models import Account, BalanceReading, Transaction
from tests import factories

NOON = factories.NOW
DAY = timedelta(days=1)
FIRST = NOON.date()
# When all of it is known.
LATER = NOON + 10_000 * DAY
IBAN = "FR7630006000011234567890189"


def hold(account: Account, opening: str | None, closing: str | None) -> None:
    """Let an account have a figure on the first day, and another five days later."""
    for amount, at in ((opening, NOON), (closing, NOON + 5 * DAY)):
        if amount is not None:
            read(account, amount, at=at)


def read(
    account: Account,
    amount: str,
    *,
    at: datetime = NOON,
    learned: datetime | None = None,
    **columns: Any,
) -> BalanceReading:
    """Have a figure of some time, learned at once or at another."""
    return factories.make_reading(account, amount, as_of=at, learned_at=learned or at, **columns)


def book(account: Account, amount: str, *, day: int = 1, **columns: Any) -> Transaction:
    """Have a transaction so many days after the first one."""
    date = datetime.combine(FIRST + day * DAY, time(), tzinfo=UTC)
    return factories.make_transaction(account, amount, date=date, **columns)
