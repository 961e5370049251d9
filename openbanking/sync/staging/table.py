"""The table that transactions are read into, made of the columns of ours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from openbanking.fields import FoldedField, folded, wording_columns
from openbanking.models import Transaction
from openbanking.sync.mapping.transactions import TransactionColumns

Row = tuple[Any, ...]

TABLE = "staged_transaction"
# What is compared with ours.
MIRRORED = TransactionColumns._fields[1:]
# The id a row would be added with, Powens' account, and the columns of the row itself.
STAGED = ("id", "powens_account", *TransactionColumns._fields, "words")
# What `words` is made of.
WORDS = attrgetter(
    *next(
        field.of
        for field in Transaction._meta.concrete_fields
        if isinstance(field, FoldedField) and field.name == "words"
    )
)
WORDINGS = [each for each in wording_columns(Transaction) if each.name in TransactionColumns._fields]
# From so many rows on PostgreSQL is told what is in it: it knows of no temporary table by itself.
ANALYSED_FROM = 1_000


def as_kept(tenant: UUID | None) -> Callable[[TransactionColumns], Row]:
    """Return what makes the columns of a row those that we keep, with what it is found by."""
    if not settings.ENCRYPT_WORDINGS or tenant is None:
        return _plain
    return partial(_sealed, tenant=tenant)


def _plain(columns: TransactionColumns) -> Row:
    return *columns, folded(*WORDS(columns))


def _sealed(columns: TransactionColumns, tenant: UUID) -> Row:
    sealed: dict[str, Any] = {
        each.name: each.sealed(getattr(columns, each.name), tenant) for each in WORDINGS
    }
    return *columns._replace(**sealed), ""


def staged_fields() -> Sequence[models.Field[Any, Any]]:
    """Return the fields of `STAGED`; Powens' account has that of an external id."""
    fields = {field.name: field for field in Transaction._meta.concrete_fields}
    return [fields["external_id" if name == "powens_account" else name] for name in STAGED]


def definition(connection: BaseDatabaseWrapper, *, key: str) -> str:
    """Return the statement that makes the table where the session has none.

    `key` is what the ids at Powens are declared as.
    """
    columns = []
    for name, field in zip(STAGED, staged_fields(), strict=True):
        parameters = field.db_parameters(connection)
        collation = parameters.get("collation")
        columns.append(
            f"{name} {parameters['type']}"
            + (f" COLLATE {connection.ops.quote_name(collation)}" if collation else "")
            + (f" {key}" if name == "external_id" else "")
        )
    return f"CREATE TEMPORARY TABLE IF NOT EXISTS {TABLE} ({', '.join(columns)})"
