"""The routes of the API, each a method, a pattern below the base path, and its handler."""

from __future__ import annotations

from openbanking.sandbox.api import (
    accounts,
    auth,
    balances,
    catalogues,
    connections,
    connectors,
    transactions,
    users,
    webauth,
)
from openbanking.sandbox.api.lookup import Route

ROUTES: list[Route] = [
    *auth.ROUTES,
    *users.ROUTES,
    *catalogues.ROUTES,
    *connectors.ROUTES,
    *connections.ROUTES,
    *webauth.ROUTES,
    *accounts.ROUTES,
    *balances.ROUTES,
    *transactions.ROUTES,
]
