"""An answer written under its wire names: Values are encoded as they are, anything else is written here.

The serializers describe the records, and write none of them: the tests hold every answer against what
they make of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from rest_framework.serializers import ListSerializer

from contracts.schema.reading import fields_of
from contracts.schema.shapes import Record
from contracts.schema.values import Values

Write = Callable[[Any], Any]
# What is encoded.
Body = Values | dict[str, Any]


def write(declared: type[Record], answer: object) -> Body:
    """Return Values as they are, and those of any other object or mapping under their wire names.

    An optional field without a value is left out; raises ValueError for a required one without.
    """
    if isinstance(answer, Values):
        return answer
    plan = _plan_of(declared)
    values = answer if isinstance(answer, Mapping) else None
    written = {}
    for name, source, required, write_value in plan:
        value = getattr(answer, source, None) if values is None else values.get(source)
        if value is not None:
            written[name] = write_value(value)
        elif required:
            raise ValueError(f"{declared.__name__}.{name} is promised and has no value.")
    return written


@cache
def _plan_of(declared: type[Record]) -> list[tuple[str, str, bool, Write]]:
    """Return each field's wire name, its Python name, whether it is required, and what writes it."""
    return [
        (name, str(field.source), field.required, _writer_of(field))
        for name, field in fields_of(declared).items()
    ]


def _writer_of(field: Any) -> Write:
    if isinstance(field, Record):
        record = type(field)
        return lambda value: write(record, value)
    if isinstance(field, ListSerializer):
        each = _writer_of(field.child)
        return lambda values: [each(value) for value in values]
    write_value: Write = field.to_representation
    return write_value
