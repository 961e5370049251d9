"""Calls about net worth, with answers they may get."""

from __future__ import annotations

from contracts import Example
from openbanking.operations.examples.given import ID

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
