"""The text of an answer: as it is where it is short, else a few lines with every digit they show."""

from __future__ import annotations

import json
from decimal import Decimal

from contracts.mcp.summary import SHORT, text_of
from contracts.schema import fields
from contracts.schema.shapes import Record


class Move(Record):
    """A movement."""

    brief = ("day", "amount")

    day = fields.Date(help_text="The day.")
    amount = fields.Float(required=False, help_text="How much.")
    note = fields.String(help_text="A note.")


class Moves(Record):
    """Movements."""

    moves = Move(many=True, help_text="Movements.")
    shops = fields.List(child=fields.String(), help_text="Shops.")
    next_cursor = fields.String(required=False, help_text="Where to go on.")


AMOUNT = Decimal("90071992547409.93")


def moves(count):
    row = {"day": "2026-02-12", "amount": AMOUNT, "note": "x" * 100}
    return {"moves": [row] * count, "shops": ["a", "b"], "nextCursor": "abc"}


def test_short_answer_is_shown_as_it_is():
    assert json.loads(text_of(moves(1), Moves), parse_float=Decimal) == moves(1)


def test_long_answer_is_summed_up_with_every_digit():
    text = text_of(moves(50), Moves)
    assert len(text) < SHORT
    assert text.splitlines()[:2] == ["moves: 50", "- 2026-02-12, 90071992547409.93"]
    assert text.splitlines()[-3:] == [
        "shops: 2",
        "nextCursor: abc",
        "The whole answer is in the structured content.",
    ]


def test_field_without_a_value_is_left_out_of_its_line():
    answer = moves(50)
    answer["moves"][0] = {"day": "2026-02-12", "note": "y"}
    assert "- 2026-02-12\n" in text_of(answer, Moves)
