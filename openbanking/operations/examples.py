"""A call of each operation and an answer it may get. The suite runs every one of them."""

from __future__ import annotations

from contracts import Example

# One id for everything: the suite makes a tenant, an account and a connection under it.
ID = "01923f5e-7c1a-7b2e-9d34-5f6a7b8c9d0e"
ASKED = {"tenantId": ID, "accountId": ID}
SEEN = {"createdAt": "2026-01-05T09:12:44Z", "updatedAt": "2026-02-12T06:15:31Z"}
FRESH = {"freshness": "fresh", "nextSyncExpectedAt": "2026-02-13T06:00:00Z"}

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
GET_NET_WORTH = [
    Example(
        title="What a family owned and owed at the end of January, as it is known now",
        input={"tenantId": ID, "asOf": "2026-01-31T23:59:59Z"},
        answer={
            "totals": [
                {
                    "currency": "EUR",
                    "assets": 418310.42,
                    "liabilities": -180250.00,
                    "net": 238060.42,
                    "accounts": 9,
                    "missing": 1,
                    "stale": 0,
                }
            ],
            "kinds": [
                {"kind": "cash", "currency": "EUR", "amount": 1310.42, "accounts": 1},
                {"kind": "loans", "currency": "EUR", "amount": -180250.00, "accounts": 1},
            ],
            "institutions": [
                {
                    "institutionId": "6f1a2a52-0f0c-4d52-9d5e-3c1b8a1f2a10",
                    "institutionName": "Banque des Tilleuls",
                    "currency": "EUR",
                    "amount": 238060.42,
                    "accounts": 9,
                }
            ],
        },
    ),
    Example(title="What it owns and owes now", input={"tenantId": ID}),
]
NET_WORTH_SERIES = [
    Example(
        title="The first months of a year",
        input={"tenantId": ID, "from": "2026-01-31", "to": "2026-02-28", "step": "month"},
        answer={
            "points": [
                {
                    "date": day,
                    "currency": "EUR",
                    "assets": assets,
                    "liabilities": -180250.00,
                    "net": net,
                    "accounts": 9,
                    "missing": 0,
                }
                for day, assets, net in (
                    ("2026-01-31", 418310.42, 238060.42),
                    ("2026-02-28", 418400.00, 238150.00),
                )
            ]
        },
    )
]
NET_WORTH_CHANGES = [
    Example(
        title="Why net worth changed in February",
        input={"tenantId": ID, "from": "2026-01-31", "to": "2026-02-28"},
        answer={
            "changes": [
                {
                    "currency": "EUR",
                    "opening": 238060.42,
                    "closing": 240350.00,
                    "externalFlows": 1420.18,
                    "transfers": 0,
                    "income": 172.40,
                    "fees": -306.95,
                    "marketMovement": 1003.95,
                    "currencyMovement": 0,
                    "appeared": 0,
                    "gone": 0,
                    "corrections": 0,
                    "unexplained": 0,
                }
            ]
        },
    )
]
LIST_TRANSACTIONS = [
    Example(
        title="What was spent since the beginning of February",
        input={**ASKED, "from": "2026-02-01T00:00:00Z", "direction": "debit"},
        answer={"transactions": [MOVEMENT], "hasMore": False},
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
