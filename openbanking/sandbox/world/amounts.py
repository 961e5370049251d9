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


def product(amount: Decimal, factor: Decimal, *, step: Decimal) -> Decimal:
    """Multiply an amount, rounded to a step: of a currency, of a quantity."""
    return EXACT.multiply(amount, factor).quantize(step, context=ROUNDED)


def quotient(amount: Decimal, divisor: Decimal, *, step: Decimal) -> Decimal:
    """Divide an amount, rounded to a step; raises for a divisor of nothing."""
    return ROUNDED.divide(amount, divisor).quantize(step, context=ROUNDED)
