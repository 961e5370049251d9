"""Whether the type that a handler returns keeps what its record promises: known before it ever runs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

from rest_framework.serializers import ListSerializer, Serializer

from contracts.schema.values import Values, always_given
from contracts.schema.wire_names import wire_name


def disagreements(record: Serializer[Any], returned: Any) -> Iterator[str]:
    """Yield what a dataclass or Values lack of a record, or have and it does not; others are not judged.

    Fields of Values that may be None lack what is promised; records within the record are compared too.
    """
    if not isinstance(returned, type):
        return
    promised = {str(field.source) for field in record.fields.values() if field.required}
    if dataclasses.is_dataclass(returned):
        given = {field.name for field in dataclasses.fields(returned)}
        yield from (f"there is no {name}" for name in sorted(promised - given))
    elif issubclass(returned, Values):
        types = get_type_hints(returned)
        lacking = promised - set(always_given(returned))
        yield from (f"{name} is promised, and may be missing" for name in sorted(lacking))
        yield from (f"{name} is no field" for name in types if wire_name(name) not in record.fields)
        for name, field in record.fields.items():
            within = types.get(str(field.source))
            yield from (f"{name}: {each}" for each in _within(field, within))


def _within(field: Any, returned: Any) -> Iterator[str]:
    """Yield the disagreements of a field that is a record itself, or a list of records."""
    if isinstance(field, ListSerializer):
        field, returned = field.child, next(iter(get_args(returned)), None)
    if isinstance(field, Serializer):
        yield from disagreements(field, returned)
