"""From the rows of a statement to the dictionaries of an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.benchmarks.reads.rivals.rules import HEALTHY, direction, freshness, masked

Rows = Sequence[Mapping[str, Any]]


def balances(rows: Rows) -> dict[str, Any]:
    """Return the answer of balances.get."""
    available = next((row["amount"] for row in rows if row["type"] == "available"), None)
    return {
        "balances": [_balance(row, available) for row in rows],
        "asOf": min(row["as_of"] for row in rows),
    }


def accounts(rows: Rows, page_size: int) -> dict[str, Any]:
    """Return the answer of accounts.list."""
    return {
        "accounts": [_account(row) for row in rows[:page_size]],
        "hasMore": len(rows) > page_size,
    }


def transactions(rows: Rows, page_size: int) -> dict[str, Any]:
    """Return the answer of transactions.list."""
    return {
        "transactions": [_transaction(row) for row in rows[:page_size]],
        "hasMore": len(rows) > page_size,
    }


def _balance(row: Mapping[str, Any], available: Any) -> dict[str, Any]:
    body = {
        "id": row["id"],
        "accountId": row["account_id"],
        "tenantId": row["tenant_id"],
        "connectionId": row["connection_id"],
        "balanceType": row["type"],
        "currentBalance": row["amount"],
        "currency": row["currency"],
        "lastUpdatedAt": row["as_of"],
        "createdAt": row["created_at"],
        "metadata": {
            "provenance": {
                "source": "powens",
                "field": row["source_field"],
                "kind": "derived" if row["derived"] else "delivered",
                "learnedAt": row["learned_at"],
            },
            "freshness": freshness(row["bank_updated_at"]),
            "nextSyncExpectedAt": row["next_try_at"],
            "coming": row["coming"],
        },
    }
    if row["type"] == "current":
        body["availableBalance"] = available
    return body


def _account(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "tenantId": row["tenant_id"],
        "userId": row["user_id"],
        "connectionId": row["connection_id"],
        "externalId": row["external_id"],
        "institutionId": row["code"],
        "institutionName": row["institution_name"],
        "iban": row["iban"],
        "bic": row["bic"],
        "accountType": row["type"],
        "currency": row["currency"],
        "displayName": row["name"],
        "accountNumberMasked": masked(row["number"]),
        "balance": row["current"],
        "availableBalance": row["available"],
        "lastSyncedAt": row["bank_updated_at"],
        "createdAt": row["created_at"],
        "updatedAt": row["updated_at"],
        "metadata": {
            "status": "active",
            "freshness": freshness(row["bank_updated_at"]),
            "nextSyncExpectedAt": row["next_try_at"],
            "connection": {**HEALTHY, "consentEndsAt": row["consent_ends_at"]},
            "coming": row["coming"],
            "originalName": row["original_name"],
            "usage": row["usage"],
        },
    }


def _transaction(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "accountId": row["account_id"],
        "tenantId": row["tenant_id"],
        "connectionId": row["connection_id"],
        "externalId": row["external_id"],
        "amount": row["amount"],
        "currency": row["currency"],
        "date": row["date"],
        "bookingDate": row["booked_on"],
        "valueDate": row["value_on"],
        "description": row["original_wording"],
        "counterpartyName": row["counterparty_name"],
        "rawCategory": row["category"],
        "standardizedCategory": row["parent"],
        "transactionType": row["type"],
        "status": row["status"],
        "metadata": {
            "direction": direction(row["amount"]),
            "simplifiedWording": row["simplified_wording"],
        },
        "createdAt": row["created_at"],
        "updatedAt": row["updated_at"],
    }
