"""What a declaration must hold to be served: found when the service starts, not in production."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Warning, register
from rest_framework.serializers import ListSerializer

from contracts.registry import Registry, registry
from contracts.schema.agreement import disagreements
from contracts.spec import SUBJECTS, Auth, Kind, Operation, RateScope, Stability, subjects_of

KEY = re.compile(r"[a-z][a-z0-9]*(\.[a-z][a-z0-9-]*){2,}")


@register("contracts")
def check_operations(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Check every registered operation."""
    return check_registry(registry)


def check_registry(operations: Registry) -> list[CheckMessage]:
    """Return what is wrong with the operations of a registry."""
    return [
        message
        for operation in operations
        for message in (*_messages(operation), *_uncounted(operation), *_astray(operation, operations))
    ]


def _astray(operation: Operation, operations: Registry) -> Iterator[CheckMessage]:
    faults = list(_link_faults(operation, operations))
    if faults:
        yield Error(
            f"Links lead nowhere: {'; '.join(faults)}.",
            hint="Link to a query of the registry, its required inputs each to a place in the output.",
            obj=operation,
            id="contracts.E011",
        )


def _uncounted(operation: Operation) -> Iterator[CheckMessage]:
    rate = operation.policy.rate
    if operation.kind is Kind.QUERY and rate is not None and rate.by is RateScope.TENANT:
        yield Error(
            "A query is counted before its tenant is known.",
            hint="Count it by credential.",
            obj=operation,
            id="contracts.E013",
        )


def _messages(operation: Operation) -> Iterator[CheckMessage]:
    def error(number: int, message: str, hint: str) -> Error:
        return Error(message, hint=hint, obj=operation, id=f"contracts.E{number:03}")

    meta = operation.meta
    if not KEY.fullmatch(meta.key):
        yield error(1, "The key is malformed.", "Use lower case parts joined by dots: app.noun.verb.")
    if not meta.description:
        yield error(3, "The function has no docstring.", "Its first paragraph is the description.")
    wrong = _signature_faults(operation)
    if wrong:
        yield error(
            4,
            f"The function and its input disagree: {'; '.join(wrong)}.",
            "Take `caller`, `tenant` or both by position, then every field of the input by keyword; the "
            "field tenant_id belongs to the policy.",
        )
    differing = list(disagreements(operation.io.output(), operation.returned))
    if differing:
        yield error(
            5,
            f"The answer and its output disagree: {'; '.join(differing)}.",
            "Return every required field of the output, never None, and no other.",
        )
    empty = [name for name in ("goal", "context", "owners", "tags") if not getattr(meta, name)]
    if empty:
        yield error(6, f"Nothing is said of: {', '.join(empty)}.", "Say it in the declaration.")
    silent = [
        f"{shape.__name__}.{name}"
        for shape in (operation.io.input, operation.io.output)
        for name, field in shape().fields.items()
        if not field.help_text
    ]
    if silent:
        yield error(8, f"Fields without help_text: {', '.join(silent)}.", "It is their documentation.")
    if (meta.stability is Stability.DEPRECATED) != (meta.deprecation is not None):
        yield error(9, "It is deprecated without saying since when.", "Declare deprecation=.")
    if operation.revision is not None and operation.kind is Kind.COMMAND:
        yield error(10, "A command has no revision of its answer.", "Leave revision out.")
    if operation.answers_with_revision and operation.revision is None:
        yield error(12, "It returns a Revised and declares no revision.", "Declare revision=.")
    if operation.kind is Kind.COMMAND and operation.policy.auth is Auth.ANONYMOUS:
        yield Warning(
            "A command is open to everybody.",
            hint="Declare auth=Auth.USER, or silence this if strangers may change things.",
            obj=operation,
            id="contracts.W001",
        )


def _signature_faults(operation: Operation) -> list[str]:
    subjects = subjects_of(operation.handler)
    fields = {str(field.source): field for field in operation.io.input().fields.values()}
    faults = [f"{name} is neither caller nor tenant" for name in subjects if name not in SUBJECTS]
    if operation.is_tenanted:
        tenant_id = fields.pop("tenant_id", None)
        if tenant_id is None or tenant_id.required:
            faults.append("a tenant is taken without an optional input tenant_id")
    taken = {
        name: parameter
        for name, parameter in inspect.signature(operation.handler).parameters.items()
        if name not in subjects
    }
    faults += [f"{name} is not an input" for name in taken if name not in fields]
    faults += [f"{name} is not taken" for name in fields if name not in taken]
    for name, parameter in taken.items():
        if parameter.kind is not parameter.KEYWORD_ONLY:
            faults.append(f"{name} is not keyword-only")
        elif name in fields and not fields[name].required and parameter.default is parameter.empty:
            faults.append(f"{name} is optional but has no default")
    return faults


def _link_faults(operation: Operation, operations: Registry) -> Iterator[str]:
    for link in operation.links:
        target = operations.get(link.key)
        if target is None or target.kind is not Kind.QUERY:
            yield f"{link.key} is not a query"
            continue
        taken = target.io.input().fields
        yield from (f"{name} is no input of {link.key}" for name in link.parameters if name not in taken)
        for name, field in taken.items():
            if field.required and name not in link.parameters:
                yield f"{name} of {link.key} is not given"
        for place in link.parameters.values():
            if not _has_place(operation.io.output(), place.split("/")):
                yield f"there is no {place} in the output"


def _has_place(field: Any, parts: list[str]) -> bool:
    """Tell whether a serializer has a field at a place, lists being entered by a position."""
    if not parts:
        return True
    if isinstance(field, ListSerializer):
        return parts[0].isdecimal() and _has_place(field.child, parts[1:])
    inner = getattr(field, "fields", {}).get(parts[0])
    return inner is not None and _has_place(inner, parts[1:])
