"""Which readings are too odd to be believed without somebody having looked."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings

from openbanking.balances.kinds import kind_of
from openbanking.fields import product
from openbanking.models import Balance, Kind, QuarantinedReading

Reason = QuarantinedReading.Reason


def doubt_about(
    amount: Decimal, currency: str, *, last_good: Balance, account_type: str
) -> QuarantinedReading.Reason | None:
    """Return what is odd about a new current balance, None for one that can be believed.

    Amounts below PLAUSIBILITY_FLOOR on both sides are small change; PLAUSIBILITY_FACTOR 0 believes
    everything.
    """
    before, factor = last_good.amount, settings.PLAUSIBILITY_FACTOR
    if not factor:
        return None
    if currency != last_good.currency:
        return Reason.CURRENCY
    smaller, larger = sorted((before.copy_abs(), amount.copy_abs()))
    if larger < settings.PLAUSIBILITY_FLOOR or before == amount:
        return None
    if amount == 0:
        # A card's balance is settled to nothing every month.
        return None if kind_of(account_type) is Kind.CARDS else Reason.ZERO
    if before == 0:
        return None
    if (before < 0) != (amount < 0):
        return Reason.SIGN
    return Reason.MAGNITUDE if larger >= product(smaller, factor) else None
