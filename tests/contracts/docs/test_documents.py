from __future__ import annotations

import json
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from drf_spectacular.drainage import GENERATOR_STATS
from openapi_spec_validator import validate

from contracts.docs.openapi import document, yaml_of
from contracts.registry import Registry
from contracts.spec import Stability
from tests.contracts.declaring import declare


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return document()


@pytest.fixture
def price(described: dict[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = described["paths"]["/api/toyshop/prices/get/v1.2.0"]["get"]
    return entry


@pytest.fixture
def stock(described: dict[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = described["paths"]["/api/toyshop/stock/fill/v1.0.0"]["post"]
    return entry


def test_the_document_is_valid_however_often_it_is_made(described):
    assert described["openapi"].startswith("3.1")
    validate(described)
    validate(document())


def test_nothing_is_warned_of():
    GENERATOR_STATS.reset()
    document()
    assert not GENERATOR_STATS


def test_the_same_operations_give_the_same_bytes(described):
    assert yaml_of(document()) == yaml_of(described)


def test_aliases_are_left_out(described):
    assert "/api/toyshop/prices/get/v1" not in described["paths"]


def test_an_entry_is_read_off_the_declaration(price):
    assert price["operationId"] == "toyshop.prices.get-v1"
    assert price["summary"] == "toyshop.prices.get"
    assert price["tags"] == ["toys"]
    for words in ("Look up one price.", "Tell a till what a toy costs.", "Reads the price list"):
        assert words in price["description"]


def test_an_entry_carries_its_contract(price):
    contract = price["x-contract"]
    assert contract["version"] == "1.2.0"
    assert contract["owners"] == ["@toys"]
    assert contract["policy"] == {"auth": "anonymous"}
    assert contract["digest"].startswith("sha256:")


def test_later_majors_have_ids_of_their_own():
    registry = Registry()
    declare(registry)
    declare(registry, version="2.0.0")
    paths = document(registry)["paths"]
    assert [entry["get"]["operationId"] for entry in paths.values()] == [
        "toys.words.get-v1",
        "toys.words.get-v2",
    ]


def test_a_query_takes_its_input_in_the_address(price):
    assert "requestBody" not in price
    parameters = {each["name"]: each for each in price["parameters"]}
    assert list(parameters)[:3] == ["toyName", "onDay", "atTime"]
    assert parameters["toyName"]["required"] is True
    assert "required" not in parameters["onDay"]
    assert parameters["howMany"]["schema"] == {"type": "integer", "maximum": 10, "minimum": 1}
    assert parameters["least"]["schema"] == {
        "type": "number",
        "format": "decimal",
        "exclusiveMinimum": -(10**20),
        "exclusiveMaximum": 10**20,
    }


def test_a_list_in_the_address_is_repeated(price):
    [colours] = [each for each in price["parameters"] if each["name"] == "colours"]
    assert (colours["style"], colours["explode"]) == ("form", True)
    assert colours["schema"] == {"type": "array", "items": {"type": "string"}}


def test_a_command_takes_its_input_as_a_closed_object(described, stock):
    assert [each["name"] for each in stock["parameters"]] == ["Idempotency-Key"]
    assert list(stock["requestBody"]["content"]) == ["application/json"]
    assert described["components"]["schemas"]["StockInput"]["additionalProperties"] is False


def test_components_keep_the_names_of_their_classes(described, price):
    answer = price["responses"]["200"]["content"]["application/json"]["schema"]
    assert answer == {"$ref": "#/components/schemas/PriceRecord"}
    assert {"PriceRecord", "PartRecord", "Problem"} <= set(described["components"]["schemas"])


def test_an_optional_field_is_neither_required_nor_null(described):
    record = described["components"]["schemas"]["PriceRecord"]
    assert "discount" not in record["required"]
    assert record["properties"]["discount"] == {
        "type": "number",
        "format": "decimal",
        "description": "What is off, if anything.",
    }


def test_an_answer_names_its_headers(price, stock):
    contract = {
        *("Contract-Operation", "Contract-Version", "Contract-Stability", "Contract-Digest"),
        "X-Request-Id",
    }
    assert set(price["responses"]["200"]["headers"]) == {*contract, "ETag"}
    rated = {"RateLimit", "RateLimit-Policy"}
    assert set(stock["responses"]["200"]["headers"]) == contract | rated | {"Idempotency-Replayed"}
    assert set(stock["responses"]["429"]["headers"]) == contract | rated | {"Retry-After"}
    assert "WWW-Authenticate" in price["responses"]["401"]["headers"]


def test_header_is_described_once(described, price):
    assert price["responses"]["200"]["headers"]["ETag"] == {"$ref": "#/components/headers/ETag"}
    assert described["components"]["headers"]["ETag"]["description"]


def test_every_refusal_is_a_problem(price, stock):
    for entry, extra in ((price, {"304"}), (stock, set())):
        refusals = {status: each for status, each in entry["responses"].items() if status != "200"}
        assert extra <= refusals.keys()
        for status, each in refusals.items():
            if status != "304":
                assert each["content"] == {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                }


def test_refusals_follow_from_kind_policy_and_declared_errors(price, stock):
    assert price["responses"].keys() == {
        *("200", "304", "400", "401", "404", "406", "414", "500", "503"),
    }
    assert stock["responses"].keys() == {
        *("200", "400", "401", "403", "406", "409", "413", "415", "429", "500", "503"),
    }


def test_credentials_are_needed_unless_declared_otherwise(described, price, stock):
    assert stock["security"] == [{"bearer": []}, {"session": []}]
    assert {} in price["security"]
    assert described["components"]["securitySchemes"].keys() == {"bearer", "session"}


def test_a_deprecated_operation_says_so():
    registry = Registry()
    declare(registry, stability=Stability.DEPRECATED)
    [entry] = document(registry)["paths"].values()
    assert entry["get"]["deprecated"] is True


@pytest.mark.parametrize("name", ["openapi.json", "openapi.yaml"])
def test_a_stranger_may_not_read_the_document(client, name):
    response = client.get(f"/api/{name}")
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert "WWW-Authenticate" in response


def test_a_person_who_is_signed_in_may(client, alice, described):
    client.force_login(alice)
    response = client.get("/api/openapi.json")
    assert response["Content-Type"] == "application/json"
    assert json.loads(response.content) == described


def test_it_is_written_once_in_a_process(client, alice):
    client.force_login(alice)
    client.get("/api/openapi.json")
    with patch("contracts.docs.openapi.document") as written:
        client.get("/api/openapi.json")
    written.assert_not_called()


def test_everybody_may_when_the_documentation_is_public(client, settings, described):
    settings.CONTRACTS = {**settings.CONTRACTS, "PUBLIC_DOCS": True}
    response = client.get("/api/openapi.yaml", headers={"accept": "text/html"})
    assert response["Content-Type"] == "application/yaml"
    assert yaml.safe_load(response.content) == described


def test_the_document_is_only_read(client):
    response = client.post("/api/openapi.yaml")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
