"""What a change of a schema does to clients: breaks them, leaves them be, or documents more.

Input and output are judged from opposite sides: a client may go on sending what was accepted, and must
be able to go on reading what is answered. So what loosens an input tightens nothing, and what tightens
an output surprises nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from contracts.schema.json_schema import DEFINITIONS

Schema = Mapping[str, Any]


class Effect(StrEnum):
    """What a change does to a client."""

    BREAKING = "breaking"
    COMPATIBLE = "compatible"
    DOCUMENTATION = "documentation"


class Side(StrEnum):
    """Who sends it: the client or the service."""

    INPUT = "input"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, and what it does."""

    effect: Effect
    where: str
    what: str


# Keywords that bound a value, and whether a larger number is the tighter bound.
LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
PROSE = ("description", "title", "examples")


def changes(before: Schema, after: Schema, side: Side) -> list[Change]:
    """Return every difference between two self-contained schemas of an input or an output."""
    return list(
        _Comparison(side, before.get("$defs", {}), after.get("$defs", {})).walk(before, after, "")
    )


class _Comparison:
    """Walks two schemas at once; a record that refers to itself is entered once."""

    def __init__(self, side: Side, old: Schema, new: Schema) -> None:
        self.side = side
        self.old, self.new = old, new
        self.entered: set[tuple[str, str]] = set()

    def walk(self, before: Schema, after: Schema, path: str) -> Iterator[Change]:
        names = before.get("$ref", ""), after.get("$ref", "")
        if any(names):
            if names in self.entered:
                return
            self.entered.add(names)
        before, after = _resolved(before, self.old), _resolved(after, self.new)
        yield from self._type(before, after, path)
        yield from self._words(before, after, path)
        yield from self._bounds(before, after, path)
        for keyword in ("format", "pattern"):
            yield from self._restriction(keyword, before, after, path)
        yield from self._properties(before, after, path)
        yield from self._openness(before, after, path)
        if "items" in before and "items" in after:
            yield from self.walk(before["items"], after["items"], f"{path}[]")
        for keyword in PROSE:
            if before.get(keyword) != after.get(keyword):
                yield Change(Effect.DOCUMENTATION, self._at(path), f"{keyword} reworded")

    def _at(self, path: str) -> str:
        return f"{self.side} {path}".strip()

    def _judge(self, *, tightened: bool) -> Effect:
        """Tightening breaks who sends, loosening breaks who reads."""
        breaks = tightened if self.side is Side.INPUT else not tightened
        return Effect.BREAKING if breaks else Effect.COMPATIBLE

    def _type(self, before: Schema, after: Schema, path: str) -> Iterator[Change]:
        old, new = before.get("type"), after.get("type")
        if old == new:
            return
        what = f"type {old} became {new}"
        if (old, new) == ("integer", "number"):
            yield Change(self._judge(tightened=False), self._at(path), what)
        elif (old, new) == ("number", "integer"):
            yield Change(self._judge(tightened=True), self._at(path), what)
        else:
            yield Change(Effect.BREAKING, self._at(path), what)

    def _words(self, before: Schema, after: Schema, path: str) -> Iterator[Change]:
        old, new = before.get("enum"), after.get("enum")
        if old == new:
            return
        if old is None or new is None:
            what = "limited to certain words" if old is None else "no longer limited to certain words"
            yield Change(self._judge(tightened=old is None), self._at(path), what)
            return
        for word in (each for each in new if each not in old):
            yield Change(self._judge(tightened=False), self._at(path), f"word {word} added")
        for word in (each for each in old if each not in new):
            yield Change(self._judge(tightened=True), self._at(path), f"word {word} removed")

    def _bounds(self, before: Schema, after: Schema, path: str) -> Iterator[Change]:
        for keyword in (*LOWER_BOUNDS, *UPPER_BOUNDS):
            old, new = before.get(keyword), after.get(keyword)
            if old == new:
                continue
            if old is None or new is None:
                tightened = old is None
            else:
                tightened = (new > old) if keyword in LOWER_BOUNDS else (new < old)
            what = f"{keyword} {old} became {new}"
            yield Change(self._judge(tightened=tightened), self._at(path), what)

    def _restriction(self, keyword: str, before: Schema, after: Schema, path: str) -> Iterator[Change]:
        old, new = before.get(keyword), after.get(keyword)
        if old == new:
            return
        what = f"{keyword} {old} became {new}"
        if old is None or new is None:
            yield Change(self._judge(tightened=old is None), self._at(path), what)
        else:
            yield Change(Effect.BREAKING, self._at(path), what)

    def _properties(self, before: Schema, after: Schema, path: str) -> Iterator[Change]:
        old, new = before.get("properties", {}), after.get("properties", {})
        was, needed = set(before.get("required", ())), set(after.get("required", ()))
        for name in old.keys() | new.keys():
            here = f"{path}.{name}".strip(".")
            where = self._at(here)
            if name not in new:
                yield Change(Effect.BREAKING, where, "field removed")
            elif name not in old:
                breaks = self.side is Side.INPUT and name in needed
                kind = "required" if name in needed else "optional"
                effect = Effect.BREAKING if breaks else Effect.COMPATIBLE
                yield Change(effect, where, f"{kind} field added")
            else:
                if (name in was) != (name in needed):
                    word = "required" if name in needed else "optional"
                    effect = self._judge(tightened=name in needed)
                    yield Change(effect, where, f"field became {word}")
                yield from self.walk(old[name], new[name], here)

    def _openness(self, before: Schema, after: Schema, path: str) -> Iterator[Change]:
        old = before.get("additionalProperties", True) is not False
        new = after.get("additionalProperties", True) is not False
        if old != new:
            what = "unknown fields let through" if new else "unknown fields refused"
            # A reader of records ignores fields it does not know.
            effect = self._judge(tightened=not new) if self.side is Side.INPUT else Effect.COMPATIBLE
            yield Change(effect, self._at(path), what)


def _resolved(schema: Schema, defined: Schema) -> Schema:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    beside = {name: value for name, value in schema.items() if name != "$ref"}
    return {**defined[reference.removeprefix(DEFINITIONS)], **beside}
