"""What is paid back of loans, and when (Powens, Loan amortizations page)."""

from __future__ import annotations

from openbanking.sandbox.api.lookup import ACCOUNT, CONNECTION, USER, Route, accounts_in
from openbanking.sandbox.api.paging import by_offset
from openbanking.sandbox.messages.request import Request
from openbanking.sandbox.world.loans import amortization_json
from openbanking.sandbox.world.rendering import Json
from openbanking.sandbox.world.state import State


def listed(state: State, request: Request, user: str, **within: str) -> Json:
    _, accounts = accounts_in(state, request, user, **within)
    has = state.products.has("amortizations")
    found = [
        (account, row)
        for _, account in accounts
        for row in account.amortizations
        if has and (not row.deleted or request.flag("all"))
    ]
    page = by_offset(found, request, minded=state.quirks.minds_offset)
    return {"loanamortizations": [amortization_json(*each) for each in page]}


ROUTES: list[Route] = [
    ("GET", scope + r"/amortizations", listed) for scope in (USER, CONNECTION, ACCOUNT)
]
