"""`Accept: application/json; amounts=text`: every digit for readers whose numbers are doubles."""

from __future__ import annotations

from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from contracts.docs.openapi import document

PRICE = "/api/toyshop/prices/get/v1.2.0"
TEXT = "application/json; amounts=text"

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(client):
    return client.get(PRICE, {"toyName": "robot", "least": "0.10"}, headers={"Accept": TEXT})


def test_amounts_are_text_with_every_digit_at_any_depth(answer):
    assert answer["Content-Type"] == TEXT
    assert answer.json()["unitPrice"] == "12345678901234.50"
    assert answer.json()["asked"]["least"] == "0.10"


def test_whole_numbers_stay_numbers(client):
    asked = client.get(PRICE, {"toyName": "robot", "howMany": 2}, headers={"Accept": TEXT}).json()
    assert asked["asked"]["howMany"] == 2


@pytest.mark.parametrize("accept", ["application/json", "*/*", "application/json; charset=utf-8", ""])
def test_amounts_are_numbers_for_everybody_else(client, accept):
    answer = client.get(PRICE, {"toyName": "robot"}, headers={"Accept": accept} if accept else {})
    assert answer["Content-Type"] == "application/json"
    assert b'"unitPrice":12345678901234.50' in answer.content


def test_small_amount_has_no_exponent(client):
    answer = client.get(PRICE, {"toyName": "marble"}, headers={"Accept": TEXT})
    assert answer.json()["unitPrice"] == "0.00000001"


def test_each_form_has_a_tag_of_its_own(client):
    tags = {
        client.get(PRICE, {"toyName": "robot"}, headers={"Accept": each})["ETag"]
        for each in (TEXT, "application/json")
    }
    assert len(tags) == 2


@pytest.mark.parametrize(
    ("first", "then", "status"), [(TEXT, TEXT, 304), (TEXT, "*/*", 200), ("*/*", TEXT, 200)]
)
def test_only_the_form_that_is_had_is_not_sent_again(client, first, then, status):
    tag = client.get(PRICE, {"toyName": "robot"}, headers={"Accept": first})["ETag"]
    again = client.get(PRICE, {"toyName": "robot"}, headers={"Accept": then, "If-None-Match": tag})
    assert again.status_code == status


class TestDescription:
    """The form is a media type of its own in the document."""

    @pytest.fixture
    def described(self) -> dict[str, Any]:
        return document()

    def content(self, described, path, method="get"):
        return described["paths"][path][method]["responses"]["200"]["content"]

    def test_answer_keeps_to_it(self, described, answer):
        schema = self.content(described, PRICE)[TEXT]["schema"]
        whole = {**schema, "components": described["components"]}
        OAS31Validator(whole).validate(answer.json())
        assert schema["$ref"].endswith("/PriceRecordWithTextAmounts")

    def test_records_without_amounts_are_shared(self, described):
        components = described["components"]["schemas"]
        parts = components["PriceRecordWithTextAmounts"]["properties"]["parts"]
        assert parts["items"] == {"$ref": "#/components/schemas/PartRecord"}
        assert "PartRecordWithTextAmounts" not in components

    def test_answer_without_amounts_has_one_form(self, described):
        assert list(self.content(described, "/api/toyshop/prices/list/v2.0.0")) == ["application/json"]
