"""How our field types are written in JSON Schema, told to drf-spectacular."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension


class FloatSchema(OpenApiSerializerFieldExtension):
    """A number; its digits are exact, so it has no `format: double`."""

    target_class = "contracts.fields.Float"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        return {"type": "number"}


class JsonObjectSchema(OpenApiSerializerFieldExtension):
    """An object open to any key."""

    target_class = "contracts.fields.JsonObject"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": {}}
