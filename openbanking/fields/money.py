"""Exact amounts on both databases.

PostgreSQL keeps them as NUMERIC(38, 18), and is asked for them without the zeros that this adds.
SQLite would turn a decimal column into a binary float of 15 significant digits, so there the column is
text under a collation of ours that compares by value: it filters, sorts and indexes like a number and
gives back the digits it was given.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    Inexact,
    InvalidOperation,
    localcontext,
)
from fractions import Fraction
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

DIGITS = 38
DECIMALS = 18
UNIT = Decimal(f"1e-{DECIMALS}")
COLLATION = "money"

Set = TypeVar("Set", contravariant=True)
Get = TypeVar("Get", covariant=True)
# The default context rounds to 28 digits, ten fewer than a column holds; this one refuses to round.
EXACT = Context(prec=1000, traps=[Inexact, InvalidOperation])
# For rounding that is meant.
ROUNDED = Context(prec=1000, traps=[InvalidOperation])


class MoneyOutOfRange(ValueError):
    """The amount needs more than 20 digits before or 18 after the point; it is not rounded."""

    def __str__(self) -> str:
        return self.__doc__ or ""


def exactly() -> AbstractContextManager[Context]:
    """Let what a library computes with amounts be exact within the block; rounding raises Inexact."""
    return localcontext(EXACT)


def plain(amount: Decimal) -> Decimal:
    """Return the same value without trailing zeros and without an exponent."""
    if not amount:
        return Decimal(0)
    return Decimal(f"{amount.normalize(EXACT):f}")


def total(*amounts: Decimal) -> Decimal:
    """Add amounts up without rounding."""
    result = Decimal(0)
    for amount in amounts:
        result = EXACT.add(result, amount)
    return plain(result)


def difference(amount: Decimal, other: Decimal) -> Decimal:
    """Take the second amount from the first without rounding."""
    return plain(EXACT.subtract(amount, other))


def product(amount: Decimal, factor: Decimal) -> Decimal:
    """Multiply an amount without rounding."""
    return plain(EXACT.multiply(amount, factor))


def at_least(amount: Decimal) -> Decimal:
    """Return the smallest amount a column holds that is not under this one."""
    return amount.quantize(UNIT, rounding=ROUND_CEILING, context=ROUNDED)


def at_most(amount: Decimal) -> Decimal:
    """Return the largest amount a column holds that is not over this one."""
    return amount.quantize(UNIT, rounding=ROUND_FLOOR, context=ROUNDED)


def rounded(amount: Fraction, decimals: int) -> Decimal:
    """Return an amount that no Decimal may hold exactly to so many decimals, half to even.

    For figures that are shown and that nothing is computed from any more.
    """
    whole = round(amount * 10**decimals)
    return plain(Decimal(whole).scaleb(-decimals, ROUNDED))


def nearest(ratio: Decimal) -> Decimal | None:
    """Return what a column holds that is nearest to a ratio, None for one too large; never for money."""
    if not ratio.is_finite() or ratio.adjusted() >= DIGITS - DECIMALS:
        return None
    return plain(ratio.quantize(UNIT, rounding=ROUND_HALF_EVEN, context=ROUNDED))


def plain_if_fitting(amount: Decimal) -> Decimal | None:
    """Return the same value as `plain` does, None for one that no money column holds exactly."""
    if not amount.is_finite():
        return None
    try:
        bare = amount.normalize(EXACT)
    except Inexact:
        return None
    _, digits, exponent = bare.as_tuple()
    if not isinstance(exponent, int):
        return None
    if exponent < -DECIMALS or len(digits) + exponent > DIGITS - DECIMALS:
        return None
    return bare if exponent < 0 else plain(bare)


def fits(amount: Decimal) -> bool:
    """Tell whether a money column holds the amount exactly."""
    return plain_if_fitting(amount) is not None


def compare(left: str, right: str) -> int:
    """Order two amounts written as text by value: SQLite's collation callback."""
    a, b = Decimal(left), Decimal(right)
    return (a > b) - (a < b)


def _decimal_from_text(value: str | None, expression: object, connection: object) -> Decimal | None:
    return None if value is None else Decimal(value)


class SumOnSQLite:
    """SQLite's aggregate of amounts written as text, which its own would turn into floats."""

    NAME = "money_sum"

    def __init__(self) -> None:
        self._sum = Decimal(0)

    def step(self, amount: str | None) -> None:
        """Add an amount; nothing where there is none."""
        if amount is not None:
            self._sum = EXACT.add(self._sum, Decimal(amount))

    def finalize(self) -> str:
        """Return the sum."""
        return f"{self._sum:f}"


class MoneySum(models.Aggregate):
    """The exact sum of amounts, 0 of none, as text on both databases."""

    function = "SUM"
    name = "MoneySum"

    def __init__(self, *expressions: Any, **extra: Any) -> None:
        super().__init__(*expressions, output_field=models.TextField(), **extra)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        sql, values = super().as_sql(compiler, connection, function=SumOnSQLite.NAME, **extra)
        return f"coalesce({sql}, '0')", values

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        sql, values = super().as_sql(compiler, connection, **extra)
        return f"trim_scale(coalesce({sql}, 0))::text", values


class MoneyField(models.Field[Set, Get]):
    """An exact Decimal of up to 20 digits before and 18 after the point."""

    # What django-stubs reads the types of a column from.
    _pyi_private_set_type: Decimal | str | int
    _pyi_private_get_type: Decimal
    _pyi_lookup_exact_type: Decimal | str | int

    description = "Exact amount of money"

    def get_internal_type(self) -> str:
        """Name a type every backend knows and converts nothing of.

        Without one Django writes a bulk insert value by value, which on PostgreSQL takes most of the
        time of a first sync.
        """
        return "TextField"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "text" if connection.vendor == "sqlite" else f"numeric({DIGITS}, {DECIMALS})"

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters: dict[str, Any] = {**super().db_parameters(connection)}
        if connection.vendor == "sqlite":
            parameters["collation"] = COLLATION
        return parameters

    def to_python(self, value: Any) -> Decimal | None:
        if value is None:
            return None
        if isinstance(value, float):
            raise TypeError("A float is not money: it has already lost digits. Pass a Decimal.")
        try:
            return plain(Decimal(value))
        except Inexact:
            raise MoneyOutOfRange from None
        except (InvalidOperation, ValueError, TypeError):
            raise ValidationError(
                "%(value)s is not an amount.", code="invalid", params={"value": value}
            ) from None

    def select_format(
        self, compiler: SQLCompiler, sql: str, params: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """Have PostgreSQL leave trailing zeros out: it is quicker at it, and drivers make Decimals."""
        if compiler.connection.vendor == "postgresql":
            sql = f"trim_scale({sql})"
        return sql, params

    def get_db_converters(self, connection: BaseDatabaseWrapper) -> list[Any]:
        """Return what makes a Decimal of a value: nothing has to where the driver does."""
        return [] if connection.vendor == "postgresql" else [_decimal_from_text]

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if hasattr(value, "resolve_expression"):
            return value
        amount = self.to_python(value)
        if amount is not None and not fits(amount):
            raise MoneyOutOfRange
        return amount

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        value = super().get_db_prep_value(value, connection, prepared)
        if isinstance(value, Decimal) and connection.vendor == "sqlite":
            return f"{value:f}"
        return value

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else f"{value:f}"

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(
            **{
                "form_class": forms.DecimalField,
                "max_digits": DIGITS,
                "decimal_places": DECIMALS,
                **kwargs,
            }
        )
