"""JSON with exact numbers, both ways: no float step, no exponent, no NaN."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

import msgspec

_encoder = msgspec.json.Encoder()


def encode(value: Any) -> bytes:
    """Return JSON; a Decimal becomes a number with exactly its digits, an instant ends in Z.

    Raises ValueError for a Decimal that is not finite: JSON has no word for it.
    """
    return _encoder.encode(_exact(value))


def decode(text: bytes) -> Any:
    """Return what the JSON says, numbers with a point as Decimals; raises ValueError.

    Refused besides malformed text: NaN and infinities, which are not JSON, and an object that names a
    key twice, since readers disagree on which one counts.
    """
    try:
        return json.loads(
            text,
            parse_float=Decimal,
            parse_constant=_refuse,
            object_pairs_hook=_without_repeats,
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _exact(value: Any) -> Any:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("A number that is not finite cannot be sent.")
        return msgspec.Raw(f"{value:f}".encode())
    if isinstance(value, Mapping):
        return {str(name): _exact(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(inner) for inner in value]
    return value


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object names a key twice")
    return found
