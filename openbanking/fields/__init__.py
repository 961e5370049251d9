"""Model fields of our own: exact money, secrets at rest."""

from __future__ import annotations

from openbanking.fields.money import (
    MoneyField,
    MoneyOutOfRange,
    at_least,
    at_most,
    difference,
    fits,
    nearest,
    plain,
    product,
    rounded,
    total,
)
from openbanking.fields.secret import SecretField

__all__ = [
    "MoneyField",
    "MoneyOutOfRange",
    "SecretField",
    "at_least",
    "at_most",
    "difference",
    "fits",
    "nearest",
    "plain",
    "product",
    "rounded",
    "total",
]
