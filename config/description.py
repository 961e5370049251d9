"""What the API says of itself in its OpenAPI document. Nothing here depends on the environment."""

from __future__ import annotations

SPECTACULAR_SETTINGS = {
    "TITLE": "Family banking",
    "DESCRIPTION": "Bank accounts, balances and transactions of the families you belong to.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "CONTACT": {"name": "@platform.finance"},
    "LICENSE": {"name": "Proprietary", "identifier": "LicenseRef-Proprietary"},
    "SERVERS": [{"url": "/", "description": "The service that gave this document."}],
    "TAGS": [
        {"name": "open-banking", "description": "Everything about accounts at banks."},
        {"name": "powens", "description": "What is kept in sync with the aggregator Powens."},
        {"name": "tenants", "description": "Families, each apart from the others."},
        {"name": "accounts", "description": "Bank accounts: which there are, and reading them anew."},
        {"name": "balances", "description": "Balances by type, each with its time and provenance."},
        {"name": "transactions", "description": "What moved on an account."},
        {"name": "wealth", "description": "What accounts hold: securities, funds, cash, orders."},
        {"name": "loans", "description": "How loans are paid back."},
        {"name": "networth", "description": "What is owned and owed, at a time and over time."},
        {"name": "manual", "description": "What no bank reports, kept by hand with dated values."},
        {"name": "alerts", "description": "Rules of what people are notified of, and the log of it."},
        {"name": "audit", "description": "Who used which accounts."},
        {"name": "summary", "description": "Pages that sum up where a family stands."},
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "COMPONENT_SPLIT_REQUEST": False,
    "SORT_OPERATIONS": True,
    "POSTPROCESSING_HOOKS": [],  # words stay with the field that takes them
}
