"""The registry as data, for whoever builds on it."""

from __future__ import annotations

from typing import Any

from contracts.conf import path_of
from contracts.registry import Registry
from contracts.schema.json_schema import schema_of
from contracts.spec import Operation, Policy, Telemetry
from contracts.versioning.digest import digest_of
from contracts.versioning.refusals import refusals_of


def exported(operations: Registry) -> dict[str, Any]:
    """Return every contract with its schemas."""
    return {"contracts": [contract(operation) for operation in operations]}


def contract(operation: Operation) -> dict[str, Any]:
    """Return one contract, its schemas included."""
    shapes = (("input", operation.io.input), ("output", operation.io.output))
    return {
        **facts_of(operation),
        "io": {
            direction: {"name": shape.__name__, "schema": schema_of(shape)}
            for direction, shape in shapes
        },
        "transport": {"method": operation.method, "path": path_of(operation.path)},
        "digest": digest_of(operation),
    }


def facts_of(operation: Operation) -> dict[str, Any]:
    """Return what is declared of an operation besides its schemas; what is not declared is left out."""
    meta = operation.meta
    facts: dict[str, Any] = {
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
        "idempotent": operation.idempotent,
        "policy": _policy(operation.policy),
        "errors": [
            {"status": kind.status, "code": kind.code, "type": kind.type_uri()}
            for kinds in refusals_of(operation).values()
            for kind in kinds
        ],
    }
    if operation.telemetry:
        facts["telemetry"] = _telemetry(operation.telemetry)
    if operation.examples:
        facts["examples"] = [
            {"title": each.title, "input": dict(each.input)}
            | ({} if each.answer is None else {"answer": dict(each.answer)})
            for each in operation.examples
        ]
    return facts


def _policy(policy: Policy) -> dict[str, Any]:
    rate = policy.rate
    return {"auth": str(policy.auth)} | (
        {"rate": {"calls": rate.calls, "per": "minute", "by": str(rate.by)}} if rate else {}
    )


def _telemetry(telemetry: Telemetry) -> dict[str, Any]:
    failure = {"failure": telemetry.failure} if telemetry.failure else {}
    properties = [*telemetry.properties, *telemetry.counts]
    return {"success": telemetry.success, **failure, "properties": properties}
