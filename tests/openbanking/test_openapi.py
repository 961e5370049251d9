"""The OpenAPI document of the service: committed, valid, and in sync with the operations."""

from __future__ import annotations

from openapi_spec_validator import validate

from contracts.docs.committed import committed_faults
from contracts.docs.openapi import document
from contracts.registry import registry


def test_committed_documents_are_in_sync():
    assert list(committed_faults(registry)) == []


def test_document_is_valid():
    validate(document(registry))


def test_every_operation_is_in_it():
    described = document(registry)
    keys = {
        entry["x-contract"]["key"] for path in described["paths"].values() for entry in path.values()
    }
    assert keys == {each.meta.key for each in registry}


def test_currency_and_amount_are_described_as_they_are_sent():
    record = document(registry)["components"]["schemas"]["AccountBalanceRecord"]["properties"]
    assert record["currentBalance"]["type"] == "number"
    assert record["currentBalance"]["format"] == "decimal"
    assert record["lastUpdatedAt"]["format"] == "date-time"
