"""The staff's view: families and people to edit, everything mirrored from Powens to read."""

from __future__ import annotations

from openbanking.admin import (
    access,
    accounts,
    connections,
    invitations,
    merges,
    overviews,
    people,
    powens,
    runs,
    transactions,
    webhooks,
)
from openbanking.admin import review as doubts

__all__ = [
    "access",
    "accounts",
    "connections",
    "doubts",
    "invitations",
    "merges",
    "overviews",
    "people",
    "powens",
    "runs",
    "transactions",
    "webhooks",
]
