"""What goes in and what comes out: DRF serializers that speak camelCase on the wire.

Fields are declared in snake_case. Their wire names are derived once, here, by making each field's
source its declared name: validated data is then snake_case again, errors carry wire names, and whatever
describes a serializer sees the wire names by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from contracts.problems import MOST_ISSUES
from contracts.schema.wire_names import wire_name

MESSAGES = {
    "required": "Send it: the operation cannot do without.",
    "null": "Send a value, or leave it out.",
}


# Of what is sent beside the fields so much is looked at: somebody may send millions of letters.
LONGEST_NAME = 100


class Shape(serializers.Serializer[Any]):
    """A serializer whose wire names are derived."""

    default_error_messages = {"invalid": "Send a JSON object."}

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = {}
        for name, field in super().get_fields().items():
            on_the_wire = wire_name(name)
            if on_the_wire != name and field.source is None:
                field.source = name
            field.error_messages.update(MESSAGES)
            fields[on_the_wire] = field
        return fields


class Input(Shape):
    """What an operation takes. Nothing unknown is let through, so that no typing error is silent."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        named = sorted(unknown)[:MOST_ISSUES]
        errors: dict[str, Any] = {name[:LONGEST_NAME]: [self._unknown(name)] for name in named}
        try:
            value = super().to_internal_value(data)
        except ValidationError as error:
            raise ValidationError({**dict(error.detail), **errors}) from None  # type: ignore[arg-type]
        if errors:
            raise ValidationError(errors)
        return value

    def _unknown(self, name: str) -> ErrorDetail:
        meant = wire_name(name[:LONGEST_NAME])
        near = [meant] if meant in self.fields else get_close_matches(meant, self.fields, n=1)
        advice = f"Did you mean {near[0]}?" if near else "Leave it out."
        return ErrorDetail(f"There is no such field. {advice}", code="unknown_field")


class Record(Shape):
    """What an operation gives. An optional field without a value is left out, never null.

    `brief` are the wire names of the fields that one line about it shows.
    """

    brief: ClassVar[Sequence[str]] = ()

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return the values under their wire names; raises ValueError for a promise not kept."""
        record = super().to_representation(instance)
        for name, value in list(record.items()):
            if value is None:
                if self.fields[name].required:
                    raise ValueError(f"{type(self).__name__}.{name} is promised and has no value.")
                del record[name]
        return record
