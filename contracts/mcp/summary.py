"""An answer in a few lines, for a model that pays for every word it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rest_framework.serializers import ListSerializer

from contracts.schema.exact_json import encode
from contracts.schema.reading import fields_of
from contracts.schema.shapes import Record

# A text up to this many characters is shown as it is.
SHORT = 4000


def text_of(body: Mapping[str, Any], shape: type[Record]) -> str:
    """Return the answer as JSON where that is short, else a summary with every digit it shows."""
    whole = encode(body).decode()
    return whole if len(whole) <= SHORT else "\n".join(_lines(body, shape))


def _lines(body: Mapping[str, Any], shape: type[Record]) -> Iterator[str]:
    declared = fields_of(shape)
    for name, value in body.items():
        if isinstance(value, list):
            yield f"{name}: {len(value)}"
            field = declared.get(name)
            if isinstance(field, ListSerializer) and isinstance(field.child, Record):
                yield from (_line(each, field.child) for each in value if field.child.brief)
        elif not isinstance(value, Mapping):
            yield f"{name}: {_word(value)}"
    yield "The whole answer is in the structured content."


def _line(record: Mapping[str, Any], shape: Record) -> str:
    return "- " + ", ".join(_word(record[name]) for name in shape.brief if name in record)


def _word(value: Any) -> str:
    return encode(value).decode().strip('"')
