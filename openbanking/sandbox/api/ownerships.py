"""Whom accounts belong to (Powens, Account ownerships page)."""

from __future__ import annotations

from openbanking.sandbox.api.lookup import ACCOUNT, CONNECTION, USER, Route, accounts_in
from openbanking.sandbox.api.paging import by_offset
from openbanking.sandbox.messages.request import Request
from openbanking.sandbox.world.ownerships import ownership_json
from openbanking.sandbox.world.rendering import Json
from openbanking.sandbox.world.state import State


def listed(state: State, request: Request, user: str, **within: str) -> Json:
    """List accounts whose parties the bank tells; a disabled one has none."""
    owner, accounts = accounts_in(state, request, user, **within)
    has = state.products.has("account_ownerships")
    found = [
        (connection, account)
        for connection, account in accounts
        if has and account.parties and not account.disabled
    ]
    page = by_offset(found, request, minded=state.quirks.minds_offset)
    return {"account_ownerships": [ownership_json(owner, *each) for each in page]}


ROUTES: list[Route] = [
    ("GET", scope + r"/account_ownerships", listed) for scope in (USER, CONNECTION, ACCOUNT)
]
