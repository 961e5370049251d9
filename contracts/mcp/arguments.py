"""What an agent sends, read as what it can only mean.

A model writes arguments by hand: null for what it leaves out, numbers and lists as text, days without a
time. Each has one meaning; whatever has two is passed on, for the field to refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from contracts.rest.query_string import read_text
from contracts.schema import fields
from contracts.schema.reading import fields_of
from contracts.schema.shapes import Input

FIRST_INSTANT, LAST_INSTANT = "T00:00:00Z", "T23:59:59.999999Z"


def input_from(arguments: Mapping[str, Any], shape: type[Input]) -> dict[str, Any]:
    """Return the input under its wire names, with the agents' defaults for what was left out."""
    declared = fields_of(shape)
    given = {
        name: _read(declared.get(name), value) for name, value in arguments.items() if value is not None
    }
    return {**agent_defaults(shape), **given}


def agent_defaults(shape: type[Input]) -> dict[str, int]:
    """Return what stands for inputs that an agent leaves out, by wire name."""
    return {
        name: field.agent_default
        for name, field in fields_of(shape).items()
        if isinstance(field, fields.Int) and field.agent_default is not None
    }


def _read(field: object, value: Any) -> Any:
    if isinstance(field, fields.List):
        parts = value.split(",") if isinstance(value, str) else value
        return [_read(field.child, part) for part in parts] if isinstance(parts, list) else value
    if isinstance(value, str):
        if isinstance(field, fields.DateTime) and fields.DAY.fullmatch(value):
            return f"{value}{LAST_INSTANT if field.until else FIRST_INSTANT}"
        return read_text(field, value)
    return _exact(value)


def _exact(value: Any) -> Any:
    """Return a value with the decimals its sender wrote: the SDK has read them as doubles."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, Mapping):
        return {name: _exact(inner) for name, inner in value.items()}
    return [_exact(inner) for inner in value] if isinstance(value, list) else value
