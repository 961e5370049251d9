"""The routes of the API, each a method, a pattern below the base path, and its handler."""

from __future__ import annotations

from openbanking.powens.sandbox.api import (
    accounts,
    auth,
    catalogues,
    connections,
    transactions,
    users,
)

ROUTES = [
    *auth.ROUTES,
    *users.ROUTES,
    *catalogues.ROUTES,
    *connections.ROUTES,
    *accounts.ROUTES,
    *transactions.ROUTES,
]
