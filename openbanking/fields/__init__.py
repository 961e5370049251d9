"""Model fields of our own: exact money, secrets at rest."""

from __future__ import annotations

from openbanking.fields.money import MoneyField, MoneyOutOfRange, fits, plain, total
from openbanking.fields.secret import SecretField

__all__ = ["MoneyField", "MoneyOutOfRange", "SecretField", "fits", "plain", "total"]
