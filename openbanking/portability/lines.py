"""A row as one line of JSON and back: every value exact, no secret, nothing that follows from others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import AutoField, Field, Model, QuerySet

from openbanking.fields import (
    BlindIndexField,
    EncryptedTextField,
    FoldedField,
    SecretField,
    plain,
)

CHUNK = 2_000
DERIVED = (BlindIndexField, FoldedField)
# What opens something, in columns of plain text: they are hashes, and a guess can be tried on them.
VERIFIERS = frozenset({("openbanking.WebviewSession", "state_digest")})
# Addresses that are good for whoever knows them: their host alone is taken along.
OPENING = frozenset({("openbanking.AlertEndpoint", "url")})
# The remainder by which digests of lines are added up, whatever their order.
MODULUS = 1 << 256

Values = dict[str, Any]


def columns_of(model: type[Model]) -> list[Field[Any, Any]]:
    """Return the columns of a model that are taken along.

    Not those that hold a secret or follow from others, nor numbers that the database gives.
    """
    return [
        each
        for each in model._meta.concrete_fields
        if not isinstance(each, (SecretField, AutoField, *DERIVED))
        and (model._meta.label, each.name) not in VERIFIERS
    ]


def lines_of(rows: QuerySet[Any], only: Iterable[str] = ()) -> Iterator[str]:
    """Yield rows as lines of JSON, in the order of their keys; `only` some columns, where named."""
    chosen = set(only)
    columns = [each for each in columns_of(rows.model) if not chosen or each.name in chosen]
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        said = {each.attname: _said(row, each) for each in columns}
        yield json.dumps(said, ensure_ascii=False, sort_keys=True)


def row_from(model: type[Model], said: Mapping[str, Any]) -> Model:
    """Return the row that a line says, not yet saved; raises ValueError where it says something else."""
    columns = {each.attname: each for each in columns_of(model)}
    if unknown := said.keys() - columns.keys():
        raise ValueError(f"{model._meta.label} has no {', '.join(sorted(unknown))}.")
    return model(**{name: _value(columns[name], value) for name, value in said.items()})


def parsed(line: str) -> Values:
    """Return what a line says."""
    found: Values = json.loads(line)
    return found


class Digest:
    """How many lines there were, and a digest of them that does not depend on their order."""

    def __init__(self) -> None:
        self.count = 0
        self._sum = 0

    def add(self, line: str) -> str:
        """Take a line, and return it."""
        self.count += 1
        self._sum += int.from_bytes(hashlib.sha256(line.encode()).digest())
        return line

    def __str__(self) -> str:
        return f"{self._sum % MODULUS:064x}"


def _said(row: Model, column: Field[Any, Any]) -> Any:
    value = getattr(row, column.attname)
    if (row._meta.label, column.name) in OPENING:
        return f"https://{urlsplit(value).hostname}/#{row.pk}"
    return _portable(value)


def _portable(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{plain(value):f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | UUID):
        return str(value)
    if isinstance(value, list | dict):
        return json.loads(json.dumps(value, default=str))
    # An encrypted text is a kind of text of its own.
    return str(value) if isinstance(value, str) else value


def _value(column: Field[Any, Any], value: Any) -> Any:
    if column.is_relation:
        target: Any = column.target_field  # type: ignore[attr-defined]
        return None if value is None else target.to_python(value)
    if isinstance(column, EncryptedTextField) or value is None:
        return value
    return column.to_python(value)
