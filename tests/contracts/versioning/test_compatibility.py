"""The rules of what breaks a client, one by one, for what is sent and for what is read."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.versioning.compatibility import Change, Effect, Side, changes

BREAKS, FINE, WORDS = Effect.BREAKING, Effect.COMPATIBLE, Effect.DOCUMENTATION


def shape(required: str = "", **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required.split()}


TEXT = {"type": "string"}
WHOLE, NUMBER = {"type": "integer"}, {"type": "number"}

# What changed, before and after, and what that does to who sends it and to who reads it.
RULES: dict[str, tuple[Any, Any, Effect, Effect]] = {
    "optional field added": (shape(), shape(a=TEXT), FINE, FINE),
    "required field added": (shape(), shape("a", a=TEXT), BREAKS, FINE),
    "field removed": (shape(a=TEXT), shape(), BREAKS, BREAKS),
    "field became required": (shape(a=TEXT), shape("a", a=TEXT), BREAKS, FINE),
    "field became optional": (shape("a", a=TEXT), shape(a=TEXT), FINE, BREAKS),
    "type changed": (shape(a=TEXT), shape(a=NUMBER), BREAKS, BREAKS),
    "integer became number": (shape(a=WHOLE), shape(a=NUMBER), FINE, BREAKS),
    "number became integer": (shape(a=NUMBER), shape(a=WHOLE), BREAKS, FINE),
    "word added": (shape(a={"enum": ["x"]}), shape(a={"enum": ["x", "y"]}), FINE, BREAKS),
    "word removed": (shape(a={"enum": ["x", "y"]}), shape(a={"enum": ["x"]}), BREAKS, FINE),
    "limited to words": (shape(a=TEXT), shape(a={**TEXT, "enum": ["x"]}), BREAKS, FINE),
    "freed from words": (shape(a={**TEXT, "enum": ["x"]}), shape(a=TEXT), FINE, BREAKS),
    "least raised": (shape(a={"minimum": 1}), shape(a={"minimum": 2}), BREAKS, FINE),
    "least lowered": (shape(a={"minimum": 2}), shape(a={"minimum": 1}), FINE, BREAKS),
    "most raised": (shape(a={"maximum": 1}), shape(a={"maximum": 2}), FINE, BREAKS),
    "most lowered": (shape(a={"maximum": 2}), shape(a={"maximum": 1}), BREAKS, FINE),
    "bound introduced": (shape(a=TEXT), shape(a={**TEXT, "maxLength": 9}), BREAKS, FINE),
    "bound dropped": (shape(a={**TEXT, "minLength": 1}), shape(a=TEXT), FINE, BREAKS),
    "format introduced": (shape(a=TEXT), shape(a={**TEXT, "format": "uuid"}), BREAKS, FINE),
    "format dropped": (shape(a={**TEXT, "format": "uuid"}), shape(a=TEXT), FINE, BREAKS),
    "format changed": (
        shape(a={**TEXT, "format": "uuid"}),
        shape(a={**TEXT, "format": "date"}),
        BREAKS,
        BREAKS,
    ),
    "pattern changed": (
        shape(a={**TEXT, "pattern": "a"}),
        shape(a={**TEXT, "pattern": "b"}),
        BREAKS,
        BREAKS,
    ),
    "unknown fields refused": (shape(), {**shape(), "additionalProperties": False}, BREAKS, FINE),
    "unknown fields let through": ({**shape(), "additionalProperties": False}, shape(), FINE, FINE),
    "items changed": (
        shape(a={"type": "array", "items": TEXT}),
        shape(a={"type": "array", "items": NUMBER}),
        BREAKS,
        BREAKS,
    ),
    "reworded": (shape(a=TEXT), shape(a={**TEXT, "description": "Better."}), WORDS, WORDS),
}


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("side", list(Side))
def test_rule(name, side):
    before, after, sent, read = RULES[name]
    (found,) = changes(before, after, side)
    assert found.effect is (sent if side is Side.INPUT else read)


@pytest.mark.parametrize("name", RULES)
def test_nothing_changed_is_no_change(name):
    before, _, _, _ = RULES[name]
    assert changes(before, before, Side.INPUT) == []


def test_change_says_where_it_is():
    before = shape(a=shape(b={"type": "array", "items": shape(c=TEXT)}))
    after = shape(a=shape(b={"type": "array", "items": shape()}))
    assert changes(before, after, Side.OUTPUT) == [Change(BREAKS, "output a.b[].c", "field removed")]


def test_records_are_compared_and_not_their_names():
    before = {**shape(a={"$ref": "#/$defs/Old"}), "$defs": {"Old": shape(b=TEXT)}}
    after = {**shape(a={"$ref": "#/$defs/New"}), "$defs": {"New": shape(b=NUMBER)}}
    assert [each.where for each in changes(before, after, Side.OUTPUT)] == ["output a.b"]


def test_record_within_itself_is_entered_once():
    tree = {"$ref": "#/$defs/Tree"}
    before = {**tree, "$defs": {"Tree": shape(child=tree)}}
    after = {**tree, "$defs": {"Tree": shape(child=tree, leaf=TEXT)}}
    assert [each.what for each in changes(before, after, Side.OUTPUT)] == ["optional field added"]
