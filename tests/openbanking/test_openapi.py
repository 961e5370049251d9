"""The OpenAPI document of the service: committed, valid, and in step with the operations."""

from __future__ import annotations

from pathlib import Path

from openapi_spec_validator import validate

from contracts.docs.openapi import as_yaml, document
from contracts.registry import registry

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"
OPERATIONS = [each for each in registry if not each.meta.key.startswith("toyshop.")]


def test_committed_document_is_in_step():
    assert COMMITTED.read_bytes() == as_yaml(document(OPERATIONS)), "Run: make contracts"


def test_document_is_valid():
    validate(document(OPERATIONS))


def test_every_operation_is_in_it():
    described = document(OPERATIONS)
    keys = {
        entry["x-contract"]["key"] for path in described["paths"].values() for entry in path.values()
    }
    assert keys == {each.meta.key for each in OPERATIONS}


def test_currency_and_amount_are_described_as_they_are_sent():
    record = document(OPERATIONS)["components"]["schemas"]["AccountBalanceRecord"]["properties"]
    assert record["currentBalance"]["type"] == "number"
    assert "format" not in record["currentBalance"]
    assert record["lastUpdatedAt"]["format"] == "date-time"
