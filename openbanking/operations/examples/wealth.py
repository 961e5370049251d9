"""Calls about what accounts hold and how loans are paid back, with answers they may get."""

from __future__ import annotations

from contracts import Example
from openbanking.operations.examples.given import ASKED, ID

LIST_HOLDINGS = [
    Example(
        title="What is owned now, line by line",
        input={"tenantId": ID},
        answer={
            "holdings": [
                {
                    "id": ID,
                    "accountId": ID,
                    "tenantId": ID,
                    "externalId": "5501",
                    "label": "Fonds Monde",
                    "kind": "fund",
                    "code": "FR0000000017",
                    "codeType": "ISIN",
                    "quantity": 12.3456,
                    "unitCost": 101.25,
                    "unitValue": 118.40,
                    "valuation": 1461.72,
                    "gain": 211.73,
                    "gainRatio": 0.169,
                    "currency": "EUR",
                    "valuedOn": "2026-02-11",
                    "lastUpdatedAt": "2026-02-12T06:14:05Z",
                    "createdAt": "2026-01-05T09:12:44Z",
                    "metadata": {
                        "provenance": {
                            "source": "powens",
                            "syncRunId": ID,
                            "learnedAt": "2026-02-12T06:15:31Z",
                        }
                    },
                }
            ],
            "unallocated": [
                {
                    "accountId": ID,
                    "currency": "EUR",
                    "balance": 1500.00,
                    "valuation": 1461.72,
                    "difference": 38.28,
                }
            ],
            "hasMore": False,
        },
    ),
    Example(
        title="What was owned at the end of January",
        input={"tenantId": ID, "asOf": "2026-01-31"},
    ),
]
HOLDING_HISTORY = [
    Example(
        title="How a fund moved in February",
        input={"tenantId": ID, "holdingId": ID, "from": "2026-02-01"},
        answer={
            "points": [
                {
                    "holdingId": ID,
                    "valuedOn": "2026-02-11",
                    "unitValue": 118.40,
                    "learnedAt": "2026-02-12T06:15:31Z",
                }
            ],
            "hasMore": False,
        },
    )
]
LIST_POCKETS = [
    Example(
        title="What of employee savings can be had when",
        input={"tenantId": ID},
        answer={
            "pockets": [
                {
                    "id": ID,
                    "holdingId": ID,
                    "accountId": ID,
                    "externalId": "81",
                    "label": "Participation 2023",
                    "quantity": 10.5,
                    "value": 1243.20,
                    "currency": "EUR",
                    "condition": "date",
                    "availableOn": "2028-05-01",
                    "lastUpdatedAt": "2026-02-12T06:14:05Z",
                }
            ],
            "hasMore": False,
        },
    )
]
LIST_ORDERS = [
    Example(
        title="The latest orders",
        input={"tenantId": ID},
        answer={
            "orders": [
                {
                    "id": ID,
                    "accountId": ID,
                    "externalId": "301",
                    "number": "A-4711",
                    "label": "Fonds Monde",
                    "code": "FR0000000017",
                    "direction": "buy",
                    "type": "LIMIT",
                    "state": "Executed",
                    "placedAt": "2026-02-10T09:00:00Z",
                    "quantity": 2,
                    "amount": 236.80,
                    "limitPrice": 119.00,
                    "currency": "EUR",
                    "lastUpdatedAt": "2026-02-12T06:14:05Z",
                }
            ],
            "hasMore": False,
        },
    )
]
LOAN_SCHEDULE = [
    Example(
        title="What is still to be paid on a loan",
        input=ASKED,
        answer={
            "payments": [
                {
                    "accountId": ID,
                    "dueOn": "2026-03-05",
                    "principal": 812.40,
                    "interest": 187.60,
                    "insurance": 12.00,
                    "total": 1012.00,
                    "remaining": 179437.60,
                    "currency": "EUR",
                    "period": "month",
                    "lastUpdatedAt": "2026-02-12T06:14:05Z",
                }
            ]
        },
    )
]
LIST_OWNERS = [
    Example(
        title="Whose a joint account is",
        input=ASKED,
        answer={
            "owners": [
                {
                    "accountId": ID,
                    "role": "co_holder",
                    "name": "Camille Martin",
                    "isMember": True,
                    "multipleHolders": True,
                }
            ],
            "hasMore": False,
        },
    )
]
GET_RETURNS = [
    Example(
        title="What the investments of a family returned in the first half of a year",
        input={"tenantId": ID, "from": "2025-12-31", "to": "2026-06-30"},
        answer={
            "returns": [
                {
                    "currency": "EUR",
                    "timeWeighted": 0.0312,
                    "moneyWeighted": 0.027841,
                    "annualised": 0.056938,
                    "coverage": 0.9861,
                    "days": 181,
                    "externalFlows": 2500.00,
                    "income": 212.40,
                    "fees": -18.95,
                    "caveats": ["Accounts without a recent figure at both ends are left out."],
                }
            ]
        },
    )
]
