"""Amounts to the last digit: Decimal's own operators round to the 28 digits of the default context."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact, InvalidOperation

EXACT = Context(prec=1000, traps=[Inexact, InvalidOperation])
ROUNDED = Context(prec=1000, traps=[InvalidOperation])


def cents(number: int) -> Decimal:
    """Return so many hundredths as an amount."""
    return Decimal(number).scaleb(-2, EXACT)


def total(*amounts: Decimal | None) -> Decimal:
    """Add amounts up; one that is not there adds nothing."""
    result = Decimal(0)
    for amount in filter(None, amounts):
        result = EXACT.add(result, amount)
    return result


def difference(amount: Decimal | None, other: Decimal | None) -> Decimal:
    """Take the second amount from the first; one that is not there counts as nothing."""
    return EXACT.subtract(amount or Decimal(0), other or Decimal(0))


def exchanged(amount: Decimal, rate: Decimal, *, step: Decimal) -> Decimal:
    """Return an amount in another currency, rounded to its smallest step."""
    return EXACT.multiply(amount, rate).quantize(step, context=ROUNDED)
