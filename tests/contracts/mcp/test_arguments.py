"""What agents send, read as what it can only mean."""

from __future__ import annotations

from decimal import Decimal

import pytest

from contracts.mcp.arguments import input_from
from contracts.mcp.tools import tool_of
from contracts.registry import Registry
from contracts.schema import fields
from contracts.schema.shapes import Input
from tests.contracts.declaring import declare


class Asked(Input):
    """What there is to ask."""

    page_size = fields.Int(default=50, agent_default=10, help_text="Rows a page.")
    least = fields.Float(required=False, help_text="Smallest.")
    wrapped = fields.Boolean(required=False, help_text="Wrapped.")
    colours = fields.List(child=fields.String(), required=False, help_text="Colours.")
    sizes = fields.List(child=fields.Int(), required=False, help_text="Sizes.")
    from_ = fields.DateTime(required=False, help_text="Earliest.")
    to = fields.DateTime(until=True, required=False, help_text="Latest.")
    note = fields.String(required=False, help_text="A note.")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({"least": None}, {}),
        ({"pageSize": None}, {}),
        ({"pageSize": "20"}, {"pageSize": 20}),
        ({"least": "9.90"}, {"least": Decimal("9.90")}),
        ({"least": 0.1}, {"least": Decimal("0.1")}),
        ({"wrapped": "true"}, {"wrapped": True}),
        ({"colours": "red,blue"}, {"colours": ["red", "blue"]}),
        ({"sizes": ["1", 2]}, {"sizes": [1, 2]}),
        ({"from": "2026-02-12"}, {"from": "2026-02-12T00:00:00Z"}),
        ({"to": "2026-02-12"}, {"to": "2026-02-12T23:59:59.999999Z"}),
        ({"to": "2026-02-12T06:14:05Z"}, {"to": "2026-02-12T06:14:05Z"}),
    ],
)
def test_what_has_one_meaning_is_taken_so(given, meant):
    assert input_from(given, Asked) == {"pageSize": 10, **meant}


@pytest.mark.parametrize(
    "given",
    [
        {"pageSize": "many"},
        {"least": "1,5"},
        {"wrapped": "yes"},
        {"from": "02/12/2026"},
        {"note": "20"},
        {"colours": 7},
        {"unknown": "20"},
    ],
)
def test_what_has_none_is_left_for_the_field_to_refuse(given):
    assert input_from(given, Asked) == {"pageSize": 10, **given}


def test_tool_tells_the_default_that_holds_for_agents():
    def say(caller: object, **asked: object) -> dict[str, str]:
        """Say a word."""
        return {"word": "word"}

    tool = tool_of(declare(Registry(), input=Asked, handler=say))
    assert tool.input_schema["properties"]["pageSize"]["default"] == 10
