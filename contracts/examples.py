"""A call of an operation that works when it is pasted, once the token and the ids are real."""

from __future__ import annotations

import json
import shlex
from typing import Any
from urllib.parse import urlencode

from contracts.schema import schema_of
from contracts.spec import Example, Kind, Operation

SAMPLES: dict[str, Any] = {
    "uuid": "01923f5e-7c1a-7b2e-9d34-5f6a7b8c9d0e",
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


def curl(operation: Operation, example: Example, *, site: str) -> str:
    """Return the example as a shell command; the token is expected in $TOKEN."""
    address = f"{site}/api/{operation.path}"
    parts = ["curl", '-H "Authorization: Bearer $TOKEN"']
    if operation.kind is Kind.QUERY:
        query = urlencode({k: _text(v) for k, v in example.input.items()}, doseq=True)
        parts.append(shlex.quote(f"{address}?{query}" if query else address))
    else:
        parts += [
            "-H 'Content-Type: application/json'",
            f"-d {shlex.quote(json.dumps(dict(example.input)))}",
            shlex.quote(address),
        ]
    return " \\\n  ".join([f"{parts[0]} {parts[1]}", *parts[2:]])


def _required(operation: Operation) -> dict[str, Any]:
    schema = schema_of(operation.io.input)
    return {name: _sample(schema["properties"][name]) for name in schema.get("required", ())}


def _sample(field: dict[str, Any]) -> Any:
    return SAMPLES.get(field.get("format", ""), SAMPLES.get(field.get("type", ""), "text"))


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return [_text(each) for each in value] if isinstance(value, list | tuple) else value
