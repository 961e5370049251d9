"""JSON Schema of inputs and outputs, mapped by drf-spectacular as in the OpenAPI document."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry
from rest_framework.views import APIView

from contracts.shapes import Shape
from contracts.spec import Kind, Operation

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
    relocated: dict[str, Any] = json.loads(json.dumps(schema).replace(COMPONENTS, DEFINITIONS))
    return relocated


def digest_of(operation: Operation) -> str:
    """Return `sha256:` and the digest of what a client relies on: kind, input and output."""
    return _digest(operation.kind, operation.io.input, operation.io.output)


@cache
def _digest(kind: Kind, taken: type[Shape], given: type[Shape]) -> str:
    promised = _without_prose({"kind": kind, "input": schema_of(taken), "output": schema_of(given)})
    canonical = json.dumps(promised, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"


def _without_prose(schema: Any) -> Any:
    """Leave descriptions out: a better sentence breaks nobody's client."""
    if isinstance(schema, dict):
        return {
            name: _without_prose(inner)
            for name, inner in schema.items()
            if not (name == "description" and isinstance(inner, str))
        }
    return [_without_prose(inner) for inner in schema] if isinstance(schema, list) else schema
