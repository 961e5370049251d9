"""Examples of an operation: those it declares, or one made of what it requires."""

from __future__ import annotations

from typing import Any

from contracts.schema.json_schema import schema_of
from contracts.spec import Example, Operation

# One id stands for anything: the tests make a thing of every kind under it and run each example.
SAMPLE_ID = "01923f5e-7c1a-7b2e-9d34-5f6a7b8c9d0e"
SAMPLES: dict[str, Any] = {
    "uuid": SAMPLE_ID,
    "date-time": "2026-02-12T06:14:05Z",
    "date": "2026-02-12",
    "boolean": True,
    "integer": 50,
    "number": 10.5,
    "string": "text",
}


def examples_of(operation: Operation) -> list[Example]:
    """Return the operation's examples, or one made of what it requires."""
    return list(operation.examples) or [Example(title=operation.title, input=_required(operation))]


def _required(operation: Operation) -> dict[str, Any]:
    schema = schema_of(operation.io.input)
    return {name: _sample(schema["properties"][name]) for name in schema.get("required", ())}


def _sample(field: dict[str, Any]) -> Any:
    if "enum" in field:
        return field["enum"][0]
    return SAMPLES.get(field.get("format", ""), SAMPLES.get(field.get("type", ""), "text"))
