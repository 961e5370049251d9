"""The routes of the API, each a method, a pattern below the base path, and its handler."""

from __future__ import annotations

from openbanking.sandbox.api import (
    accounts,
    amortizations,
    auth,
    balances,
    catalogues,
    clients,
    connections,
    connectors,
    investments,
    market_orders,
    ownerships,
    pockets,
    transactions,
    users,
    webauth,
)
from openbanking.sandbox.api.lookup import Route

ROUTES: list[Route] = [
    *auth.ROUTES,
    *users.ROUTES,
    *clients.ROUTES,
    *catalogues.ROUTES,
    *connectors.ROUTES,
    *connections.ROUTES,
    *webauth.ROUTES,
    *accounts.ROUTES,
    *balances.ROUTES,
    *transactions.ROUTES,
    *investments.ROUTES,
    *pockets.ROUTES,
    *market_orders.ROUTES,
    *amortizations.ROUTES,
    *ownerships.ROUTES,
]
