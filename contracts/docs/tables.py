"""A shape's fields as rows of a table, nested records each as a table of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from contracts.schema.json_schema import DEFINITIONS, schema_of
from contracts.schema.shapes import Shape


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field in words."""

    name: str
    type: str
    record: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class FieldTable:
    """The fields of one shape."""

    name: str
    description: str
    rows: list[FieldRow]


def tables_of(shape: type[Shape]) -> list[FieldTable]:
    """Return the shape's own table first, then one for each record inside it."""
    schema = schema_of(shape)
    inner = schema.get("$defs", {})
    return [_table(shape.__name__, schema), *(_table(name, inner[name]) for name in inner)]


def _table(name: str, schema: dict[str, Any]) -> FieldTable:
    return FieldTable(name, schema.get("description", ""), list(_rows(schema)))


def _rows(schema: dict[str, Any]) -> Iterator[FieldRow]:
    required = set(schema.get("required", ()))
    for name, field in schema.get("properties", {}).items():
        record = _record_in(field)
        yield FieldRow(name, _type_of(field), record, name in required, _meaning_of(field))


def _meaning_of(field: dict[str, Any]) -> str:
    meaning: str = field.get("description", "")
    return f"{meaning} {field['default']} when left out." if "default" in field else meaning


def _record_in(field: dict[str, Any]) -> str:
    reference: str = field.get("$ref") or field.get("items", {}).get("$ref", "")
    return reference.removeprefix(DEFINITIONS)


def _type_of(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return _record_in(field)
    if field["type"] == "array":
        return f"list of {_type_of(field['items'])}"
    plain = {"uuid": "UUID", "date-time": "date and time", "date": "date", "uri": "address"}
    words = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    if field.get("format") in plain:
        return plain[field["format"]]
    return words.get(field["type"], str(field["type"]))
