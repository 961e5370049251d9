"""An input read, and the shapes that do it: made once, since making one copies every field."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.serializers import Field

from contracts.problems import Invalid
from contracts.schema.shapes import Input, Shape


@cache
def shape_of(declared: type[Shape]) -> Shape:
    """Return the one shape of a declaration that all threads share; nothing of a call is kept in it."""
    return declared()


def fields_of(declared: type[Shape]) -> Mapping[str, Field[Any, Any, Any, Any]]:
    """Return the fields of a declaration by their wire names."""
    return shape_of(declared).fields


def read(declared: type[Input], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return an input under its Python names; raises Invalid, which names every field at fault."""
    try:
        return dict(shape_of(declared).run_validation(data))
    except ValidationError as error:
        raise Invalid.from_errors(error.detail) from None
