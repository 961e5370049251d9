"""The second form of an answer: `application/json; amounts=text`, its amounts written as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent

from contracts.schema.json_schema import COMPONENTS, DEFINITIONS, schema_of
from contracts.schema.shapes import Shape

ENDING = "WithTextAmounts"
TEXT_AMOUNT = {"type": "string", "format": "decimal", "pattern": r"^-?\d+(\.\d+)?$"}


def with_text_amounts(shape: type[Shape], components: ComponentRegistry) -> dict[str, Any] | None:
    """Return a reference to the shape with amounts as text, None for one that has no amounts.

    Records inside that have none are those of the first form.
    """
    schema = schema_of(shape)
    defined: Mapping[str, Any] = schema.get("$defs", {})
    changed = {name for name in defined if _has_amounts(defined[name], defined)}
    if not changed and not _has_amounts(schema, defined):
        return None
    main = {name: value for name, value in schema.items() if name not in ("$defs", "title")}
    for name, each in ((shape.__name__, main), *((name, defined[name]) for name in sorted(changed))):
        component = ResolvedComponent(
            name=name + ENDING,
            type=ResolvedComponent.SCHEMA,
            object=name + ENDING,
            schema=_rewritten(each, changed),
        )
        components.register_on_missing(component)
    return {"$ref": f"{COMPONENTS}{shape.__name__}{ENDING}"}


def _has_amounts(schema: Any, defined: Mapping[str, Any]) -> bool:
    if isinstance(schema, list):
        return any(_has_amounts(each, defined) for each in schema)
    if not isinstance(schema, Mapping):
        return False
    if _is_amount(schema):
        return True
    if "$ref" in schema:
        return _has_amounts(defined[schema["$ref"].removeprefix(DEFINITIONS)], defined)
    return any(_has_amounts(each, defined) for name, each in schema.items() if name != "$defs")


def _rewritten(schema: Any, changed: set[str]) -> Any:
    if isinstance(schema, list):
        return [_rewritten(each, changed) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    if _is_amount(schema):
        return {**schema, **TEXT_AMOUNT}
    found = {name: _rewritten(each, changed) for name, each in schema.items()}
    if isinstance(found.get("$ref"), str):
        name = found["$ref"].removeprefix(DEFINITIONS)
        found["$ref"] = f"{COMPONENTS}{name}{ENDING if name in changed else ''}"
    return found


def _is_amount(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "number" and schema.get("format") == "decimal"
