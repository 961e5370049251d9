"""JSON Schema of inputs and outputs, mapped by drf-spectacular as in the OpenAPI document."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry
from rest_framework.views import APIView

from contracts.schema.shapes import Shape

COMPONENTS = "#/components/schemas/"
DEFINITIONS = "#/$defs/"


class _Mapper(AutoSchema):
    """drf-spectacular's mapping, for a shape that stands by itself."""

    method = "GET"
    path = ""
    view = APIView(request=None)  # type: ignore[override]

    def __init__(self) -> None:
        super().__init__()
        self.registry = ComponentRegistry()


@cache
def schema_of(shape: type[Shape]) -> dict[str, Any]:
    """Return the self-contained JSON Schema (2020-12) of a shape; nested records are in `$defs`."""
    mapper = _Mapper()
    name = mapper.resolve_serializer(shape(), "response").name
    built = dict(mapper.registry.build({}).get("schemas", {}))
    # drf-spectacular makes no component of a shape without fields.
    main = built.pop(name, {"type": "object", "properties": {}})
    schema = {"title": shape.__name__, **main}
    if built:
        schema["$defs"] = built
    relocated: dict[str, Any] = json.loads(
        json.dumps(schema).replace(COMPONENTS, DEFINITIONS), object_hook=_plain_reference
    )
    return relocated


def _plain_reference(schema: dict[str, Any]) -> dict[str, Any]:
    """Let a reference stand beside what is said of it (2020-12 Core, 8.2.3.1), not in an `allOf`."""
    match schema.get("allOf"):
        case [{"$ref": reference}]:
            rest = {name: value for name, value in schema.items() if name != "allOf"}
            return {"$ref": reference, **rest}
    return schema
