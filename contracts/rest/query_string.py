"""Read a query's input from the address, where everything is text.

What can be read as the field's type is; what cannot is passed on as it is, so that the field itself says
what is wrong with it, in the same words as for JSON.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from rest_framework.serializers import Field

from contracts.problems import Invalid, Issue
from contracts.schema import fields
from contracts.schema.exact_json import decode
from contracts.schema.reading import fields_of
from contracts.schema.shapes import Input

WHOLE_INPUT = "input"
NUMBER = re.compile(r"-?\d{1,40}(\.\d{1,40})?(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)


def input_from(parameters: QueryDict, shape: type[Input]) -> dict[str, Any]:
    """Return the input under its wire names; raises Invalid for a repeated scalar or bad JSON."""
    declared = fields_of(shape)
    if WHOLE_INPUT in parameters and WHOLE_INPUT not in declared:
        return _whole_input(parameters)
    repeated = [
        Issue(name, "REPEATED", "Send it once.")
        for name, values in parameters.lists()
        if len(values) > 1 and not isinstance(declared.get(name), fields.List)
    ]
    if repeated:
        raise Invalid(repeated)
    return {name: _read(declared.get(name), values) for name, values in parameters.lists()}


def _whole_input(parameters: QueryDict) -> dict[str, Any]:
    if len(parameters) > 1 or len(parameters.getlist(WHOLE_INPUT)) > 1:
        raise Invalid.at(WHOLE_INPUT, "It is the whole input: send it once, and nothing beside it.")
    try:
        found = decode(str(parameters[WHOLE_INPUT]).encode())
    except ValueError as error:
        raise Invalid.at(
            WHOLE_INPUT, f"Not JSON: {error}. Send one object, encoded for an address."
        ) from None
    if not isinstance(found, Mapping):
        raise Invalid.at(WHOLE_INPUT, "Send one JSON object.")
    return dict(found)


def _read(field: Field[Any, Any, Any, Any] | None, values: list[str]) -> Any:
    if isinstance(field, fields.List):
        parts = [part for value in values for part in value.split(",")]
        return [read_text(field.child, part) for part in parts]
    return read_text(field, values[0])


def read_text(field: object, text: str) -> Any:
    """Return what a text says as a value of the field, or the text where it says none."""
    if isinstance(field, fields.Boolean):
        return {"true": True, "false": False}.get(text, text)
    if isinstance(field, fields.Int | fields.Float) and NUMBER.fullmatch(text):
        return Decimal(text)
    return text
