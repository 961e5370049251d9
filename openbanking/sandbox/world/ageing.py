"""What time alone does to an account between two readings of its bank."""

from __future__ import annotations

from datetime import datetime

from openbanking.sandbox.world.loans import repay
from openbanking.sandbox.world.market import NewId, revalue
from openbanking.sandbox.world.model import Account


def age(account: Account, now: datetime, new_id: NewId) -> None:
    """Bring an account up to an instant: values move, pockets come free, loans are paid back."""
    revalue(account, now.date(), new_id)
    for line in account.live_investments():
        line.last_update = now
    for pocket in account.pockets.values():
        on = pocket.availability_date
        if pocket.condition == "date" and on is not None and on <= now.date():
            pocket.condition = "available"
        pocket.last_update = now
    if account.loan is not None:
        repay(account, account.loan, now.date())
