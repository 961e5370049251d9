"""Examples of an operation: those it declares, or one made of what it requires."""

from __future__ import annotations

from typing import Any

from contracts.schema.fields import Currency
from contracts.schema.json_schema import DEFINITIONS, schema_of
from contracts.spec import Example, Operation

# One id stands for anything: the tests make a thing of every kind under it and run each example.
SAMPLE_ID = "01923f5e-7c1a-7b2e-9d34-5f6a7b8c9d0e"
SAMPLES: dict[str, Any] = {
    "uuid": SAMPLE_ID,
    Currency.PATTERN: "EUR",
    "date-time": "2026-02-12T06:14:05Z",
    "date": "2026-02-12",
    "boolean": True,
    "integer": 50,
    "number": 10.5,
    "string": "text",
}


def examples_of(operation: Operation) -> list[Example]:
    """Return the operation's examples, or one made of what it requires."""
    made = Example(title=operation.title, input=required_input(operation))
    return list(operation.examples) or [made]


def required_input(operation: Operation) -> dict[str, Any]:
    """Return a valid input of what the operation requires and nothing else, by wire names."""
    return _required(schema_of(operation.io.input), schema_of(operation.io.input).get("$defs", {}))


def sample_of(field: dict[str, Any], defined: dict[str, Any]) -> Any:
    """Return a value that keeps to the schema of one field."""
    if "$ref" in field:
        return _required(defined[field["$ref"].removeprefix(DEFINITIONS)], defined)
    if "enum" in field:
        return field["enum"][0]
    if field.get("type") == "array":
        return [sample_of(field["items"], defined)] * max(1, field.get("minItems", 1))
    named = next((field[each] for each in ("format", "pattern") if field.get(each) in SAMPLES), None)
    value = SAMPLES.get(named or field.get("type", ""), {})
    if isinstance(value, str) and named is None:
        return value.ljust(field.get("minLength", 0), "x")[: field.get("maxLength")]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return min(max(value, field.get("minimum", value)), field.get("maximum", value))
    return value


def _required(schema: dict[str, Any], defined: dict[str, Any]) -> dict[str, Any]:
    return {name: sample_of(schema["properties"][name], defined) for name in schema.get("required", ())}
