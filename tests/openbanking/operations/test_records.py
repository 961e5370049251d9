"""The records, field by field, as the contract family has them."""

from __future__ import annotations

import pytest

from contracts.registry import registry
from contracts.schema.json_schema import schema_of
from openbanking.operations.accounts.record import BankAccountRecord
from openbanking.operations.balances.record import AccountBalanceRecord
from openbanking.operations.transactions.record import BankTransactionRecord

# A `?` marks an optional field: without a value it is left out.
ACCOUNT = """id: ID, tenantId: ID, userId: ID, connectionId: ID, externalId: NonEmptyString,
institutionId: NonEmptyString, institutionName: NonEmptyString, institutionLogoUrl?: URL, iban?: String,
bic?: String, accountType: NonEmptyString, currency: Currency, displayName: NonEmptyString,
accountNumberMasked?: String, productCode?: String, balance?: Float, availableBalance?: Float,
lastSyncedAt: DateTime, createdAt: DateTime, updatedAt: DateTime, metadata?: JSONObject"""
BALANCE = """id: ID, accountId: ID, tenantId: ID, connectionId: ID, balanceType: NonEmptyString,
currentBalance: Float, availableBalance?: Float, currency: Currency, lastUpdatedAt: DateTime,
createdAt: DateTime, metadata?: JSONObject"""
TRANSACTION = """id: ID, accountId: ID, tenantId: ID, connectionId: ID, externalId: NonEmptyString,
amount: Float, currency: Currency, date: DateTime, bookingDate?: DateTime, valueDate?: DateTime,
description?: String, counterpartyName?: String, counterpartyAccount?: String,
merchantCategoryCode?: String, rawCategory?: String, standardizedCategory?: String,
transactionType: NonEmptyString, status: NonEmptyString, runningBalance?: Float, metadata?: JSONObject,
createdAt: DateTime, updatedAt: DateTime"""

INPUTS = {
    "openbanking.tenants.list": "cursor?: NonEmptyString, pageSize?: Int",
    "openbanking.accounts.list": "tenantId?: ID, userId?: ID, connectionId?: ID, includeBalances?: "
    "Boolean, institutionId?: String, includeInactive?: Boolean, cursor?: NonEmptyString, "
    "pageSize?: Int",
    "openbanking.accounts.get": "tenantId?: ID, accountId: ID, includeBalances?: Boolean, "
    "includeLatestTransactions?: Boolean",
    "openbanking.accounts.sync": "tenantId?: ID, userId?: ID, connectionId: ID, accountIds?: ID[], "
    "forceFullRefresh?: Boolean, triggerWorkflows?: Boolean",
    "openbanking.balances.refresh": "tenantId?: ID, accountId: ID, connectionId?: ID, balanceTypes?: "
    "String[], forceRefresh?: Boolean",
    "openbanking.transactions.sync": "tenantId?: ID, accountId: ID, from?: DateTime, to?: DateTime, "
    "connectionId?: ID, includePending?: Boolean, backfillDays?: Int",
    "pfo.openbanking.generate-overview": "tenantId?: ID, accountIds?: String[], period: Enum, "
    "asOf?: Date, includeCategories: Boolean, includeCashflowTrend: Boolean",
    "openbanking.balances.get": "tenantId?: ID, accountId: ID, balanceTypes?: String[]",
    "openbanking.balances.list": "tenantId?: ID, accountIds?: ID[], connectionId?: ID, balanceTypes?: "
    "String[], cursor?: NonEmptyString, pageSize?: Int",
    "openbanking.transactions.list": "tenantId?: ID, accountId: ID, from?: DateTime, to?: DateTime, "
    "cursor?: NonEmptyString, pageSize?: Int, direction?: String, minimumAmount?: Float, "
    "maximumAmount?: Float, category?: String",
}

TYPES: dict[str, dict[str, object]] = {
    "ID": {"type": "string", "format": "uuid"},
    "String": {"type": "string"},
    "NonEmptyString": {"type": "string", "minLength": 1},
    "String[]": {"type": "array"},
    "Records": {"type": "array"},
    "ID[]": {"type": "array"},
    "Enum": {"enum": ["Pweek", "Pmonth", "Pquarter"]},
    "Date": {"type": "string", "format": "date"},
    "Int": {"type": "integer"},
    "Float": {"type": "number"},
    "Boolean": {"type": "boolean"},
    "DateTime": {"type": "string", "format": "date-time"},
    "Currency": {"type": "string"},
    "URL": {"type": "string", "format": "uri"},
    "JSONObject": {"type": "object"},
}


def promised(text):
    """Read a line of the contract: name, type, and whether the field is always there."""
    for part in text.split(","):
        name, kind = (word.strip() for word in part.split(":"))
        yield name.rstrip("?"), kind, not name.endswith("?")


def holds(schema, text):
    fields = list(promised(text))
    assert set(schema["properties"]) == {name for name, _, _ in fields}
    assert set(schema.get("required", [])) == {name for name, _, required in fields if required}
    for name, kind, _ in fields:
        assert TYPES[kind].items() <= schema["properties"][name].items(), name


@pytest.mark.parametrize(
    ("record", "text"),
    [
        (BankAccountRecord, ACCOUNT),
        (AccountBalanceRecord, BALANCE),
        (BankTransactionRecord, TRANSACTION),
    ],
)
def test_record_has_its_fields_and_types(record, text):
    holds(schema_of(record), text)


OUTPUTS = {
    "openbanking.accounts.sync": "synced: Int, failed: Int, errors?: String[], nextSyncSuggestedAt?: "
    "DateTime",
    "openbanking.balances.refresh": "balances: Records, refreshedAt: DateTime, errors?: String[]",
    "openbanking.transactions.sync": "synced: Int, failed: Int, earliestSyncedAt?: DateTime, "
    "latestSyncedAt?: DateTime, nextSinceToken?: String, errors?: String[]",
    "pfo.openbanking.generate-overview": "knowledgeEntryId: String, periodStart: Date, periodEnd: Date, "
    "generatedAt: Date, summaryPath?: String",
    "openbanking.balances.get": "balances: Records, asOf?: DateTime",
    "openbanking.balances.list": "balances: Records, asOf?: DateTime, nextCursor?: String, "
    "hasMore?: Boolean",
    "openbanking.accounts.list": "accounts: Records, nextCursor?: String, hasMore?: Boolean",
    "openbanking.transactions.list": "transactions: Records, nextCursor?: String, hasMore?: Boolean",
}


@pytest.mark.parametrize("key", OUTPUTS)
def test_output_has_its_fields_and_types(key):
    operation = registry.get(key, "1")
    assert operation is not None
    holds(schema_of(operation.io.output), OUTPUTS[key])


@pytest.mark.parametrize("key", INPUTS)
def test_input_has_its_fields_and_types(key):
    operation = registry.get(key, "1")
    assert operation is not None
    holds(schema_of(operation.io.input), INPUTS[key])


def test_given_operation_is_exactly_as_given():
    operation = registry.get("openbanking.balances.get", "1.0.0")
    assert operation is not None
    assert operation.meta.description == "Retrieve the latest cached balances for a bank account."
    assert operation.meta.goal == (
        "Expose current and available balances required by dashboards and analytics."
    )
    assert operation.meta.context == (
        "Used by Pocket Family Office UI surfaces and automation steps that require balance totals "
        "prior to generating summaries."
    )
    assert (operation.meta.owners, operation.meta.stability) == (("@platform.finance",), "experimental")
    assert set(operation.meta.tags) == {"open-banking", "powens", "balances"}
    assert (operation.io.input.__name__, operation.io.output.__name__) == (
        "OpenBankingGetBalancesInput",
        "OpenBankingGetBalancesOutput",
    )
    assert (operation.policy.auth, operation.path) == (
        "user",
        "openbanking/balances/get/v1.0.0",
    )
