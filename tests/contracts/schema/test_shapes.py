from __future__ import annotations

from types import SimpleNamespace

import pytest

from contracts.problems import MOST_ISSUES, Invalid
from contracts.schema import fields
from contracts.schema.shapes import Input, Record
from contracts.schema.wire_names import wire_name


class Line(Input):
    part_name = fields.String(help_text="The part.")


class Order(Input):
    toy_name = fields.String(help_text="The toy.")
    from_ = fields.String(required=False, help_text="Who gives it.")
    all_lines = Line(many=True, required=False, help_text="The parts.")
    gift_colours = fields.List(child=fields.String(), required=False, help_text="Colours.")


class Part(Record):
    part_name = fields.String(help_text="The part.")
    unit_weight = fields.Int(required=False, help_text="Grams.")


class Toy(Record):
    toy_name = fields.String(help_text="The toy.")
    main_part = Part(required=False, help_text="Its heart.")
    all_parts = Part(many=True, help_text="The parts.")


def refused(**data: object) -> dict[str, str]:
    given = Order(data=data)
    assert not given.is_valid()
    return {each.path: each.message for each in Invalid.from_errors(given.errors).issues}


@pytest.mark.parametrize(
    ("name", "on_the_wire"),
    [("account_id", "accountId"), ("id", "id"), ("from_", "from"), ("a_b_c", "aBC")],
)
def test_a_wire_name_is_derived(name, on_the_wire):
    assert wire_name(name) == on_the_wire


def test_input_is_snake_case_inside():
    given = Order(data={"toyName": "robot", "from": "bob", "allLines": [{"partName": "wheel"}]})
    assert given.is_valid()
    assert given.validated_data == {
        "toy_name": "robot",
        "from_": "bob",
        "all_lines": [{"part_name": "wheel"}],
    }


def test_what_is_left_out_is_not_passed():
    given = Order(data={"toyName": "robot"})
    assert given.is_valid()
    assert given.validated_data == {"toy_name": "robot"}


def test_an_unknown_field_is_refused_beside_other_faults():
    assert refused(colour="red") == {
        "toyName": "Send it: the operation cannot do without.",
        "colour": "There is no such field. Leave it out.",
    }


@pytest.mark.parametrize("name", ["toy_name", "toyname", "toyNme"])
def test_a_mistyped_field_is_reported_its_name(name):
    assert refused(toyName="robot", **{name: "robot"}) == {
        name: "There is no such field. Did you mean toyName?"
    }


def test_an_unknown_field_is_refused_at_any_depth():
    assert refused(toyName="robot", allLines=[{"partName": "a"}, {"part_name": "b"}]) == {
        "allLines.1.partName": "Send it: the operation cannot do without.",
        "allLines.1.part_name": "There is no such field. Did you mean partName?",
    }


def test_a_fault_in_a_list_names_its_position():
    assert refused(toyName="robot", giftColours=["red", 2]) == {"giftColours.1": "Send text."}


def test_null_is_no_value():
    assert refused(toyName=None) == {"toyName": "Send a value, or leave it out."}


def test_input_that_is_no_object_is_refused():
    given = Order(data=["robot"])
    assert not given.is_valid()
    assert Invalid.from_errors(given.errors).issues[0].message == "Send a JSON object."


def test_a_record_of_a_dict_speaks_the_wire_names():
    toy = {"toy_name": "robot", "all_parts": [{"part_name": "wheel", "unit_weight": 5}]}
    assert Toy(toy).data == {
        "toyName": "robot",
        "allParts": [{"partName": "wheel", "unitWeight": 5}],
    }


def test_a_record_of_an_object_speaks_the_wire_names():
    toy = SimpleNamespace(toy_name="robot", main_part=None, all_parts=[])
    assert Toy(toy).data == {"toyName": "robot", "allParts": []}


def test_an_optional_field_without_value_is_left_out_at_any_depth():
    toy = {
        "toy_name": "robot",
        "main_part": None,
        "all_parts": [{"part_name": "wheel", "unit_weight": None}],
    }
    assert Toy(toy).data == {"toyName": "robot", "allParts": [{"partName": "wheel"}]}


def test_a_promised_value_that_is_missing_is_a_fault():
    with pytest.raises(ValueError, match=r"Toy\.toyName is promised"):
        _ = Toy({"toy_name": None, "all_parts": []}).data


def test_a_promised_field_that_is_absent_is_a_fault():
    with pytest.raises(KeyError, match="toyName"):
        _ = Toy({"all_parts": []}).data


def test_so_many_unknown_fields_are_named_and_no_more():
    assert len(refused(toyName="robot", **{f"field{n}": 1 for n in range(10_000)})) == MOST_ISSUES


def test_name_of_an_unknown_field_is_not_repeated_whole():
    assert max(map(len, refused(toyName="robot", **{"x" * 100_000: 1}))) == 100
