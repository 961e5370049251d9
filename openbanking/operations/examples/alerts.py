"""Calls about alerts, with answers they may get."""

from __future__ import annotations

from contracts import Example
from openbanking.operations.examples.given import ID, SEEN

RULE = {
    "id": ID,
    "tenantId": ID,
    "kind": "balance_below",
    "about": "Compte courant",
    "amount": 500,
    "currency": "EUR",
    "accountId": ID,
    "timing": "at_once",
    "enabled": True,
    "mine": True,
    "recipientIds": [ID],
    **SEEN,
}
OF_RULE = {"tenantId": ID, "ruleId": ID}

LIST_ALERTS = [
    Example(
        title="What came about and is not over",
        input={"tenantId": ID, "openOnly": True},
        answer={
            "alerts": [
                {
                    "id": ID,
                    "tenantId": ID,
                    "ruleId": ID,
                    "kind": "balance_below",
                    "title": "A balance is below the limit",
                    "about": "Compte courant",
                    "raisedAt": "2026-02-12T06:16:00Z",
                    "since": "2026-02-12T06:15:31Z",
                    "accountId": ID,
                    "amount": 412.07,
                    "currency": "EUR",
                    "test": False,
                    "delivered": 1,
                    "waiting": 0,
                    "failed": 0,
                }
            ],
            "hasMore": False,
        },
    )
]
LIST_ALERT_RULES = [
    Example(title="What I am told of a family", input={"tenantId": ID}, answer={"rules": [RULE]})
]
SAVE_ALERT_RULE = [
    Example(
        title="Be told when an account falls below 500 euros",
        input={"tenantId": ID, "kind": "balance_below", "accountId": ID, "amount": 500},
        answer=RULE,
    ),
    Example(
        title="Once a day, of banks that have been broken for two days",
        input={"tenantId": ID, "kind": "bank_broken", "days": 2, "timing": "daily"},
    ),
]
REMOVE_ALERT_RULE = [
    Example(title="Be told no more", input=OF_RULE, answer={"ruleId": ID}),
]
TEST_ALERT_RULE = [
    Example(
        title="See that it arrives",
        input=OF_RULE,
        answer={"sent": 1, "failed": 0, "waits": False},
    )
]
