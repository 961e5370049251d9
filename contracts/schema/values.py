"""The values of a record, typed: encoded as they are, without a step between.

    class Price(Values, kw_only=True):
        product_id: UUID
        amount: Decimal
        valid_until: date | None = None

A field is written under its wire name; one that may be missing is None unless it is given, and is then
left out. `contracts.E005` says where values and the record that describes them disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from contracts.schema.wire_names import wire_name


class Values(msgspec.Struct, omit_defaults=True, rename=wire_name, gc=False):
    """What a handler returns for a record; its fields are declared with `kw_only=True`."""


def as_mapping(values: object) -> dict[str, Any]:
    """Return values under their wire names, as JSON has them but for Decimals, which stay exact."""
    mapping: dict[str, Any] = msgspec.to_builtins(values, builtin_types=(Decimal,))
    return mapping


def always_given(declared: type[Values]) -> Iterator[str]:
    """Yield the names of the fields that cannot be None."""
    for field in msgspec.structs.fields(declared):
        kinds = msgspec.inspect.type_info(field.type)
        may_be_none = isinstance(kinds, msgspec.inspect.UnionType) and kinds.includes_none
        if not (may_be_none or isinstance(kinds, msgspec.inspect.NoneType)):
            yield field.name
