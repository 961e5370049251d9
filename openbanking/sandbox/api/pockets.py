"""Pockets of employee savings (Powens, Pockets page)."""

from __future__ import annotations

from openbanking.sandbox.api.lookup import (
    ACCOUNT,
    CONNECTION,
    INVESTMENT,
    NUMBER,
    USER,
    Route,
    accounts_in,
    investment_in,
    user_in,
)
from openbanking.sandbox.api.paging import by_offset
from openbanking.sandbox.messages.errors import not_found
from openbanking.sandbox.messages.request import Request
from openbanking.sandbox.world.holdings import pocket_json
from openbanking.sandbox.world.model import Account
from openbanking.sandbox.world.rendering import Json
from openbanking.sandbox.world.state import State
from openbanking.sandbox.world.wealth import Pocket


def listed(state: State, request: Request, user: str, **within: str) -> Json:
    _, accounts = accounts_in(state, request, user, **within)
    found = [(account, each) for _, account in accounts for each in account.pockets.values()]
    return _listed(state, request, found)


def of_investment(state: State, request: Request, investment: str, user: str | None = None) -> Json:
    account, line = investment_in(state, request, user, investment)
    found = [each for each in account.pockets.values() if each.id_investment == line.id]
    return _listed(state, request, [(account, each) for each in found])


def one(state: State, request: Request, pocket: str) -> Json:
    for _, account in user_in(state, request, "me").accounts():
        found = account.pockets.get(int(pocket))
        if found is not None and _is_shown(found, request) and state.products.has("pockets"):
            return pocket_json(account, found)
    raise not_found("pocket")


def _listed(state: State, request: Request, pockets: list[tuple[Account, Pocket]]) -> Json:
    has = state.products.has("pockets")
    found = [each for each in pockets if has and _is_shown(each[1], request)]
    page = by_offset(found, request, minded=state.quirks.minds_offset)
    return {"pockets": [pocket_json(*each) for each in page]}


def _is_shown(pocket: Pocket, request: Request) -> bool:
    return not pocket.deleted or request.flag("all")


ROUTES: list[Route] = [
    *(("GET", scope + r"/pockets", listed) for scope in (USER, CONNECTION, ACCOUNT)),
    ("GET", INVESTMENT + r"/pockets", of_investment),
    ("GET", rf"/pockets/(?P<pocket>{NUMBER})", one),
]
