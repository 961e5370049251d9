from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from contracts.registry import registry
from contracts.schema.json_schema import schema_of
from contracts.versioning.digest import digest_of
from tests.contracts.toyshop.operations import PriceInput, PriceRecord


def reported(*words: str) -> str:
    out = io.StringIO()
    call_command("contracts", *words, stdout=out)
    return out.getvalue()


def test_list_shows_every_operation_on_a_line():
    lines = reported("list").splitlines()
    assert lines[0].split() == ["Key", "Version", "Kind", "Auth", "Stability", "Description"]
    assert len(lines) == len(registry) + 1
    [price] = [line for line in lines if line.startswith("toyshop.prices.get")]
    assert price.split() == [
        *("toyshop.prices.get", "1.2.0", "query", "anonymous", "experimental"),
        *("Look", "up", "one", "price."),
    ]


@pytest.mark.parametrize(
    "name", ["toyshop.prices.get", "toyshop.prices.get@1", "toyshop.prices.get@1.2.0"]
)
def test_show_tells_everything_of_one(name):
    shown = reported("show", name)
    assert '"digest": "sha256:' in shown
    assert "def get_price(" in shown


@pytest.mark.parametrize("name", ["toyshop.prices.set", "toyshop.prices.get@2"])
def test_show_of_an_unknown_one_says_where_to_look(name):
    with pytest.raises(CommandError, match="List them with: contracts list"):
        reported("show", name)


def test_export_carries_every_contract_whole():
    contracts = {
        (each["key"], each["version"]): each for each in json.loads(reported("export"))["contracts"]
    }
    assert len(contracts) == len(registry)
    declared = registry.get("toyshop.prices.get")
    assert declared is not None
    assert contracts["toyshop.prices.get", "1.2.0"] == {
        "key": "toyshop.prices.get",
        "version": "1.2.0",
        "kind": "query",
        "title": "toyshop.prices.get",
        "description": "Look up one price.",
        "goal": "Tell a till what a toy costs.",
        "context": "Reads the price list only.",
        "owners": ["@toys"],
        "tags": ["toys"],
        "stability": "experimental",
        "idempotent": True,
        "policy": {"auth": "anonymous"},
        "errors": [
            {"status": 400, "code": "BAD_REQUEST", "type": "/contracts/problems/bad-request/"},
            {
                "status": 400,
                "code": "VALIDATION_FAILED",
                "type": "/contracts/problems/validation-failed/",
            },
            {"status": 401, "code": "UNAUTHENTICATED", "type": "/contracts/problems/unauthenticated/"},
            {"status": 404, "code": "NOT_FOUND", "type": "/contracts/problems/not-found/"},
            {"status": 406, "code": "BAD_REQUEST", "type": "/contracts/problems/not-acceptable/"},
            {"status": 414, "code": "BAD_REQUEST", "type": "/contracts/problems/address-too-long/"},
            {"status": 500, "code": "INTERNAL_ERROR", "type": "/contracts/problems/internal-error/"},
            {
                "status": 503,
                "code": "SERVICE_UNAVAILABLE",
                "type": "/contracts/problems/service-unavailable/",
            },
        ],
        "io": {
            "input": {"name": "PriceInput", "schema": schema_of(PriceInput)},
            "output": {"name": "PriceRecord", "schema": schema_of(PriceRecord)},
        },
        "transport": {"method": "GET", "path": "/api/toyshop/prices/get/v1.2.0"},
        "digest": digest_of(declared),
    }


def test_export_says_what_else_is_declared():
    [stock] = [
        each
        for each in json.loads(reported("export"))["contracts"]
        if each["key"] == "toyshop.stock.fill"
    ]
    assert stock["idempotent"] is False
    assert stock["policy"]["rate"] == {"calls": 5, "per": "minute", "by": "user"}
    assert stock["telemetry"] == {
        "success": "toyshop.stock.filled",
        "failure": "toyshop.stock.fill_failed",
        "properties": ["toyName", "inStock", "iban", "shelfCount"],
    }
