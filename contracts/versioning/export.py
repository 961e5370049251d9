"""The registry as data, for whoever builds on it."""

from __future__ import annotations

from typing import Any

from contracts.conf import path_of
from contracts.registry import Registry
from contracts.schema.json_schema import schema_of
from contracts.spec import Operation
from contracts.versioning.digest import digest_of


def exported(operations: Registry) -> dict[str, Any]:
    """Return every contract with its schemas."""
    return {"contracts": [contract(operation) for operation in operations]}


def contract(operation: Operation) -> dict[str, Any]:
    """Return one contract."""
    meta = operation.meta
    return {
        "key": meta.key,
        "version": meta.version,
        "kind": str(operation.kind),
        "title": operation.title,
        "description": meta.description,
        "goal": meta.goal,
        "context": meta.context,
        "owners": list(meta.owners),
        "tags": list(meta.tags),
        "stability": str(meta.stability),
        "policy": {"auth": str(operation.policy.auth)},
        "io": {
            direction: {"name": shape.__name__, "schema": schema_of(shape)}
            for direction, shape in (
                ("input", operation.io.input),
                ("output", operation.io.output),
            )
        },
        "transport": {"method": operation.method, "path": path_of(operation.path)},
        "digest": digest_of(operation),
    }
