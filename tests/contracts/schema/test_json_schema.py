from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from openapi_schema_validator import OAS31Validator

from contracts.caller import Caller
from contracts.execution.runner import run
from contracts.registry import registry
from contracts.schema import fields
from contracts.schema.exact_json import encode
from contracts.schema.json_schema import schema_of
from contracts.schema.shapes import Input, Record
from tests.contracts.toyshop.operations import PriceInput, PriceRecord


class Everything(Record):
    """One of each."""

    an_id = fields.Id(help_text="a")
    a_string = fields.String(help_text="b")
    non_empty = fields.NonEmptyString(help_text="c")
    an_int = fields.Int(help_text="d")
    a_float = fields.Float(help_text="e")
    a_boolean = fields.Boolean(help_text="f")
    a_moment = fields.DateTime(help_text="g")
    a_day = fields.Date(help_text="h")
    a_currency = fields.Currency(help_text="i")
    a_url = fields.Url(help_text="j")
    an_object = fields.JsonObject(help_text="k")
    a_list = fields.List(child=fields.Id(), help_text="l")


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("anId", {"type": "string", "format": "uuid"}),
        ("aString", {"type": "string"}),
        ("nonEmpty", {"type": "string", "minLength": 1}),
        ("anInt", {"type": "integer"}),
        ("aFloat", {"type": "number", "format": "decimal"}),
        ("aBoolean", {"type": "boolean"}),
        ("aMoment", {"type": "string", "format": "date-time"}),
        ("aDay", {"type": "string", "format": "date"}),
        ("aUrl", {"type": "string", "format": "uri"}),
        ("anObject", {"type": "object", "additionalProperties": {}}),
        ("aList", {"type": "array", "items": {"type": "string", "format": "uuid"}}),
    ],
)
def test_every_type_of_the_contract_has_its_schema(name, schema):
    described = dict(schema_of(Everything)["properties"][name])
    del described["description"]
    assert described == schema


def test_a_currency_is_described_by_its_pattern():
    assert schema_of(Everything)["properties"]["aCurrency"]["pattern"] == "^[A-Z]{3}$"


def test_help_text_is_the_description():
    assert schema_of(PriceInput)["properties"]["toyName"]["description"] == "The toy."


def test_a_nested_record_is_defined_inside():
    schema = schema_of(PriceRecord)
    assert schema["properties"]["parts"]["items"] == {"$ref": "#/$defs/PartRecord"}
    assert "#/components" not in json.dumps(schema)


def test_the_schema_stands_by_itself():
    for shape in (PriceInput, PriceRecord):
        OAS31Validator.check_schema(schema_of(shape))


class Line(Input):
    part_name = fields.String(help_text="The part.")


class Order(Input):
    all_lines = Line(many=True, help_text="The parts.")


def test_an_input_is_closed_at_any_depth():
    schema = schema_of(Order)
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["Line"]["additionalProperties"] is False


def test_a_record_is_open_for_newer_versions():
    assert "additionalProperties" not in schema_of(PriceRecord)


def test_answers_keep_to_their_schema():
    operation = registry.get("toyshop.prices.get")
    assert operation is not None
    answer = encode(run(operation, Caller(user=AnonymousUser()), {"toyName": "robot"}).body)
    OAS31Validator(schema_of(PriceRecord)).validate(json.loads(answer))


class PartRecord(Record):
    """A part."""

    name = fields.String(help_text="a")


class WholeRecord(Record):
    """Something with a part."""

    part = PartRecord(help_text="The only part.")


def test_record_within_is_a_reference_beside_its_description():
    assert schema_of(WholeRecord)["properties"]["part"] == {
        "$ref": "#/$defs/PartRecord",
        "description": "The only part.",
    }
