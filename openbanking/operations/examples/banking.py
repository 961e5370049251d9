"""Calls about tenants, accounts, balances and transactions, with answers they may get."""

from __future__ import annotations

from contracts import Example
from openbanking.operations.examples.given import ASKED, FRESH, ID, SEEN

CURRENT = {
    "id": ID,
    "accountId": ID,
    "tenantId": ID,
    "connectionId": ID,
    "balanceType": "current",
    "currentBalance": 1310.42,
    "availableBalance": 1223.52,
    "currency": "EUR",
    "lastUpdatedAt": "2026-02-12T06:14:05Z",
    "createdAt": "2026-01-05T09:12:44Z",
    "metadata": {
        "provenance": {
            "source": "powens",
            "field": "balance",
            "kind": "delivered",
            "syncRunId": ID,
            "learnedAt": "2026-02-12T06:15:31Z",
        },
        **FRESH,
        "coming": -86.90,
    },
}
ACCOUNT = {
    "id": ID,
    "tenantId": ID,
    "userId": ID,
    "connectionId": ID,
    "externalId": "9001",
    "institutionId": "6f1a2a52-0f0c-4d52-9d5e-3c1b8a1f2a10",
    "institutionName": "Banque des Tilleuls",
    "accountType": "checking",
    "currency": "EUR",
    "displayName": "Compte courant",
    "balance": 1310.42,
    "availableBalance": 1223.52,
    "lastSyncedAt": "2026-02-12T06:14:05Z",
    **SEEN,
    "metadata": {
        "status": "active",
        **FRESH,
        "connection": {
            "status": "healthy",
            "whoMustAct": "nobody",
            "message": "In sync with the bank.",
        },
    },
}
MOVEMENT = {
    "id": ID,
    "accountId": ID,
    "tenantId": ID,
    "connectionId": ID,
    "externalId": "700002",
    "amount": -42.17,
    "currency": "EUR",
    "date": "2026-02-11T00:00:00Z",
    "bookingDate": "2026-02-12T00:00:00Z",
    "description": "CARD SHOP",
    "rawCategory": "groceries",
    "standardizedCategory": "daily life",
    "transactionType": "card",
    "status": "booked",
    "metadata": {"direction": "debit"},
    **SEEN,
}

LIST_TENANTS = [
    Example(
        title="The families a token may ask about",
        input={},
        answer={
            "tenants": [
                {"id": ID, "slug": "martin", "name": "Famille Martin", "role": "viewer", **SEEN},
            ],
            "hasMore": False,
        },
    )
]
LIST_ACCOUNTS = [
    Example(
        title="The first accounts of a family, with their balances",
        input={"tenantId": ID, "pageSize": 50},
        answer={"accounts": [ACCOUNT], "hasMore": False},
    )
]
GET_ACCOUNT = [
    Example(
        title="One account with its latest transactions",
        input={**ASKED, "includeLatestTransactions": True},
        answer=ACCOUNT,
    )
]
SYNC_ACCOUNTS = [
    Example(
        title="Bring a connection in sync",
        input={"tenantId": ID, "connectionId": ID},
        answer={"synced": 2, "failed": 0, "nextSyncSuggestedAt": "2026-02-12T12:14:05Z"},
    )
]
GET_BALANCES = [
    Example(
        title="The current balance of an account",
        input={**ASKED, "balanceTypes": ["current"]},
        answer={"balances": [CURRENT], "asOf": "2026-02-12T06:14:05Z"},
    ),
    Example(title="Every balance of an account", input=ASKED),
]
LIST_BALANCES = [
    Example(
        title="What every account of a family holds, up to 200 accounts in one call",
        input={"tenantId": ID, "balanceTypes": ["current"], "pageSize": 200},
        answer={"balances": [CURRENT], "asOf": "2026-02-12T06:14:05Z", "hasMore": False},
    ),
    Example(title="Every balance of chosen accounts", input={"tenantId": ID, "accountIds": [ID]}),
]
BALANCE_HISTORY = [
    Example(
        title="How the current balance moved in February",
        input={**ASKED, "from": "2026-02-01T00:00:00Z"},
        answer={
            "points": [
                {
                    "accountId": ID,
                    "balanceType": "current",
                    "amount": 1310.42,
                    "currency": "EUR",
                    "asOf": "2026-02-12T06:14:05Z",
                    "learnedAt": "2026-02-12T06:15:31Z",
                    "metadata": {
                        "provenance": {
                            "source": "powens",
                            "field": "balance",
                            "kind": "delivered",
                            "syncRunId": ID,
                        }
                    },
                }
            ],
            "hasMore": False,
        },
    )
]
REFRESH_BALANCES = [
    Example(
        title="Refresh the balances of an account",
        input=ASKED,
        answer={"balances": [CURRENT], "refreshedAt": "2026-02-12T06:15:31Z"},
    )
]
LIST_TRANSACTIONS = [
    Example(
        title="What was spent since the beginning of February",
        input={**ASKED, "from": "2026-02-01T00:00:00Z", "direction": "debit"},
        answer={"transactions": [MOVEMENT], "hasMore": False},
    )
]
SEARCH_TRANSACTIONS = [
    Example(
        title="What a shop was paid, from whichever account, and what it comes to",
        input={"tenantId": ID, "text": "shop", "direction": "debit", "includeSums": True},
        answer={
            "transactions": [MOVEMENT],
            "sums": [{"currency": "EUR", "moneyIn": 0, "moneyOut": -42.17, "net": -42.17, "count": 1}],
            "hasMore": False,
        },
    ),
    Example(title="What happened lately, on any account", input={"tenantId": ID, "pageSize": 20}),
]
LIST_RECURRING = [
    Example(
        title="What a family goes on paying",
        input={"tenantId": ID, "direction": "debit", "active": True},
        answer={
            "recurring": [
                {
                    "accountId": ID,
                    "name": "Fibre Telecom",
                    "direction": "debit",
                    "currency": "EUR",
                    "period": "monthly",
                    "latestAmount": -35.99,
                    "usualAmount": -29.99,
                    "earliestAmount": -29.99,
                    "drift": 1.200067,
                    "firstOn": "2024-03-05",
                    "lastOn": "2026-02-05",
                    "nextExpectedOn": "2026-03-05",
                    "occurrences": 24,
                    "active": True,
                }
            ]
        },
    )
]
CORRECT_TRANSACTION = [
    Example(
        title="Say what a payment was for, and file it elsewhere",
        input={"tenantId": ID, "transactionId": ID, "category": "garden", "note": "Two apple trees"},
        answer={
            **MOVEMENT,
            "standardizedCategory": "garden",
            "metadata": {"direction": "debit", "note": "Two apple trees", "categoryCorrected": True},
        },
    ),
    Example(
        title="Give the bank's category back",
        input={"tenantId": ID, "transactionId": ID, "category": ""},
    ),
]
LIST_AUDIT = [
    Example(
        title="Who looked at an account in February",
        input={**ASKED, "from": "2026-02-01", "to": "2026-02-28"},
        answer={
            "entries": [
                {
                    "userId": ID,
                    "userName": "Jeanne Martin",
                    "channel": "rest",
                    "operation": "openbanking.balances.get",
                    "accountId": ID,
                    "day": "2026-02-12",
                    "count": 3,
                    "lastAt": "2026-02-12T08:30:12Z",
                }
            ],
            "hasMore": False,
        },
    )
]
LIST_AUDIT_RECORDS = [
    Example(
        title="What was done since the last record that was fetched",
        input={"tenantId": ID, "afterSequence": 4811},
        answer={
            "records": [
                {
                    "sequence": 4815,
                    "firstAt": "2026-02-12T08:30:10.221904Z",
                    "lastAt": "2026-02-12T08:30:12.018332Z",
                    "count": 3,
                    "userId": ID,
                    "userName": "Jeanne Martin",
                    "token": "obt_a1b2c3",
                    "channel": "rest",
                    "address": "192.0.2.17",
                    "operation": "openbanking.balances.get",
                    "version": "1.0.0",
                    "accountId": ID,
                    "salt": "5f1c0f8a6e4b4c1f9d3e2a7b8c6d5e4f",
                    "digest": "8d969eef6ecad3c29a3a629280e686cf0c3f5d5a86aff3ca12020c923adc6c92",
                    "previous": "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
                    "hash": "d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35",
                }
            ],
            "hasMore": False,
        },
    )
]
SYNC_TRANSACTIONS = [
    Example(
        title="Read the last thirty days again",
        input={**ASKED, "backfillDays": 30},
        answer={
            "synced": 41,
            "failed": 0,
            "earliestSyncedAt": "2026-01-14T00:00:00Z",
            "latestSyncedAt": "2026-02-12T00:00:00Z",
            "nextSinceToken": "2026-02-12T06:14:05+00:00",
        },
    )
]
GENERATE_OVERVIEW = [
    Example(
        title="The month up to the middle of February",
        input={
            "tenantId": ID,
            "period": "Pmonth",
            "asOf": "2026-02-12",
            "includeCategories": True,
            "includeCashflowTrend": True,
        },
        answer={
            "knowledgeEntryId": ID,
            "periodStart": "2026-01-13",
            "periodEnd": "2026-02-12",
            "generatedAt": "2026-02-12",
            "summaryPath": f"/overviews/{ID}.md",
        },
    )
]
