"""The digest of a contract: it changes when what a client relies on does."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

from contracts.schema.json_schema import schema_of
from contracts.schema.shapes import Shape
from contracts.spec import Kind, Operation


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
