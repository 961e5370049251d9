"""Calls about what no bank reports, with answers they may get."""

from __future__ import annotations

from contracts import Example
from openbanking.operations.examples.given import ID, SEEN

HOUSE = {
    "id": ID,
    "tenantId": ID,
    "name": "House by the lake",
    "kind": "property",
    "currency": "EUR",
    "value": 850000,
    "valuedOn": "2026-01-15",
    "source": "The notary",
    "closed": False,
    **SEEN,
}

LIST_MANUAL = [
    Example(
        title="What a family keeps by hand, with what it was worth over time",
        input={"tenantId": ID, "includeValuations": True},
        answer={
            "accounts": [
                {
                    **HOUSE,
                    "valuations": [
                        {
                            "id": ID,
                            "amount": 850000,
                            "valuedOn": "2026-01-15",
                            "source": "The notary",
                            "recordedAt": "2026-01-20T09:12:44Z",
                            "recordedBy": "Alice",
                        }
                    ],
                }
            ]
        },
    )
]
SAVE_MANUAL = [
    Example(
        title="Add a house",
        input={"tenantId": ID, "name": "House by the lake", "kind": "property", "currency": "EUR"},
        answer={name: HOUSE[name] for name in HOUSE if name not in ("value", "valuedOn", "source")},
    )
]
VALUE_MANUAL = [
    Example(
        title="What the notary said it is worth",
        input={
            "tenantId": ID,
            "manualAccountId": ID,
            "amount": 850000,
            "valuedOn": "2026-01-15",
            "source": "The notary",
        },
        answer=HOUSE,
    )
]
REMOVE_MANUAL = [
    Example(
        title="It was sold in September",
        input={"tenantId": ID, "manualAccountId": ID, "source": "Sold, by the deed"},
        answer={
            **HOUSE,
            "value": 0,
            "valuedOn": "2026-09-30",
            "source": "Sold, by the deed",
            "closed": True,
        },
    )
]
