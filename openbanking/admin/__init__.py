"""The staff's view: tenants and people to edit, everything mirrored from Powens to read."""

from __future__ import annotations

from openbanking.admin import (
    accounts,
    alert_rules,
    alerts,
    audit,
    balances,
    connections,
    holdings,
    invitations,
    log,
    manual_accounts,
    merges,
    orders,
    overviews,
    people,
    powens,
    programs,
    rates,
    runs,
    statements,
    tokens,
    transactions,
    users,
    webhooks,
)
from openbanking.admin import review as doubts
from openbanking.jobs import has_queue

if has_queue():
    from openbanking.admin import queue  # noqa: F401

__all__ = [
    "accounts",
    "alert_rules",
    "alerts",
    "audit",
    "balances",
    "connections",
    "doubts",
    "holdings",
    "invitations",
    "log",
    "manual_accounts",
    "merges",
    "orders",
    "overviews",
    "people",
    "powens",
    "programs",
    "rates",
    "runs",
    "statements",
    "tokens",
    "transactions",
    "users",
    "webhooks",
]
