"""JSON with exact numbers, both ways: no float step, no exponent, no NaN."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, NoReturn

import msgspec

from contracts.schema.values import Values, as_mapping

_encoder = msgspec.json.Encoder()
# Arrays and objects in one another; what an operation takes has three.
DEEPEST = 32
# Digits of a number, or places its point is moved by; money has 38.
LONGEST_NUMBER = 100


class Amounts(StrEnum):
    """How a Decimal is written: as a number or, for readers whose numbers are doubles, as text."""

    NUMBER = "number"
    TEXT = "text"

    @property
    def media_type(self) -> str:
        """Return the media type of JSON whose amounts are written so."""
        return "application/json" if self is Amounts.NUMBER else f"application/json; amounts={self}"


_encoders = {
    Amounts.NUMBER: msgspec.json.Encoder(decimal_format="number"),
    Amounts.TEXT: msgspec.json.Encoder(decimal_format="string"),
}
# What a Decimal may be written as that is not JSON as we have it. Each begins with one letter, which is
# found a hundred times as quickly as the values could be walked through.
_EXPONENT = re.compile(rb"E[+-](?<=\dE[+-])\d")
_NO_NUMBERS = re.compile(rb"N[a]N"), re.compile(rb"I[n]finity")

# What opens and closes in JSON, and the strings in which it does not.
_STRUCTURE = re.compile(rb'"(?:[^"\\]|\\.)*"|[][{}]', re.DOTALL)


def encode(value: Any, amounts: Amounts = Amounts.NUMBER) -> bytes:
    """Return JSON; a Decimal is written with exactly its digits, an instant ends in Z.

    Raises ValueError for a Decimal that is not finite: JSON has no word for it.
    """
    try:
        encoded = _encoders[amounts].encode(value)
    except TypeError:  # a mapping that is no dictionary
        encoded = b""
    if not encoded or _may_be_inexact(encoded):
        return _encoder.encode(_exact(value, _text if amounts is Amounts.TEXT else _raw))
    return encoded


def decode(text: bytes) -> Any:
    """Return what the JSON says, numbers with a point as Decimals; raises ValueError.

    Refused besides malformed text: NaN and infinities, which are not JSON, and an object that names a
    key twice, since readers disagree on which one counts, numbers no money is as long as, and arrays and
    objects in one another beyond `DEEPEST`.
    """
    if text.count(b"[") + text.count(b"{") > DEEPEST and _depth_of(text) > DEEPEST:
        raise ValueError("nested too deeply")
    try:
        found = json.loads(
            text.decode(),
            parse_float=_number,
            parse_int=_whole_number,
            parse_constant=_refuse,
            object_pairs_hook=_without_repeats,
        )
        # A half of a surrogate pair is accepted by the parser and can be written nowhere.
        if b"\\u" in text:
            _encoder.encode(found)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except UnicodeError:
        raise ValueError("it is not UTF-8") from None
    return found


def _depth_of(text: bytes) -> int:
    """Return how deep arrays and objects are in one another, up to the first that is too deep."""
    depth = deepest = 0
    for found in _STRUCTURE.finditer(text):
        match found[0]:
            case b"[" | b"{":
                depth += 1
                deepest = max(deepest, depth)
                if deepest > DEEPEST:
                    break
            case b"]" | b"}":
                depth -= 1
    return deepest


def _may_be_inexact(encoded: bytes) -> bool:
    """Tell whether a number may have an exponent or be none at all: so may a text that looks like it."""
    return any(each.search(encoded) for each in (_EXPONENT, *_NO_NUMBERS))


def _exact(value: Any, write: Callable[[str], Any]) -> Any:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("A number that is not finite cannot be sent.")
        return write(f"{value:f}")
    if isinstance(value, Values):
        value = as_mapping(value)
    if isinstance(value, Mapping):
        return {str(name): _exact(inner, write) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(inner, write) for inner in value]
    return value


def _raw(digits: str) -> msgspec.Raw:
    return msgspec.Raw(digits.encode())


def _text(digits: str) -> str:
    return digits


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
        too_long = len(text) > LONGEST_NUMBER or abs(number.adjusted()) > LONGEST_NUMBER
    except InvalidOperation:
        too_long = True
    if too_long:
        raise ValueError("a number is too long")
    return number


def _whole_number(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise ValueError("a number is too long")
    return int(text)


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object names a key twice")
    return found
