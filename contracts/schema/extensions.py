"""How our field types are written in JSON Schema, for drf-spectacular."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension

from contracts.schema.shapes import Input


class InputSchema(OpenApiSerializerExtension):
    """An input is closed: an unknown field is a mistake. Records stay open for newer versions."""

    target_class = "contracts.schema.shapes.Input"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        mapped: dict[str, Any] = auto_schema._map_serializer(
            self.target, direction, bypass_extensions=True
        )
        return {**mapped, "additionalProperties": False}


class FloatSchema(OpenApiSerializerFieldExtension):
    """A number with exact digits: `format: decimal` (OpenAPI Format Registry) and never `double`."""

    target_class = "contracts.schema.fields.Float"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "number", "format": "decimal"}
        if isinstance(self.target.root, Input):
            limit = self.target.LIMIT
            schema |= {"exclusiveMinimum": -limit, "exclusiveMaximum": limit}
        return schema


class JsonObjectSchema(OpenApiSerializerFieldExtension):
    """An object open to any key."""

    target_class = "contracts.schema.fields.JsonObject"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": {}}
