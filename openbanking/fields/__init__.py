"""Model fields of our own: exact money, folded text, secrets and personal data at rest."""

from __future__ import annotations

from openbanking.fields.encrypted import (
    BlindIndexField,
    EncryptedTextField,
    encrypted_columns,
    indexed_columns,
    indexer,
    opener,
)
from openbanking.fields.folded import FoldedField, fold, folded, folded_from
from openbanking.fields.money import (
    MoneyField,
    MoneyOutOfRange,
    MoneySum,
    at_least,
    at_most,
    difference,
    exactly,
    fits,
    nearest,
    plain,
    plain_if_fitting,
    product,
    rounded,
    total,
)
from openbanking.fields.secret import SecretField
from openbanking.fields.wording import WordingField, wording_columns

__all__ = [
    "BlindIndexField",
    "EncryptedTextField",
    "FoldedField",
    "MoneyField",
    "MoneyOutOfRange",
    "MoneySum",
    "SecretField",
    "WordingField",
    "at_least",
    "at_most",
    "difference",
    "encrypted_columns",
    "exactly",
    "fits",
    "fold",
    "folded",
    "folded_from",
    "indexed_columns",
    "indexer",
    "nearest",
    "opener",
    "plain",
    "plain_if_fitting",
    "product",
    "rounded",
    "total",
    "wording_columns",
]
