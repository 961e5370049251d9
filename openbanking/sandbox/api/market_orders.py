"""Orders to buy and to sell (Powens, Market orders page)."""

from __future__ import annotations

from openbanking.sandbox.api.lookup import (
    ACCOUNT,
    CONNECTION,
    NUMBER,
    USER,
    Route,
    accounts_in,
    user_in,
)
from openbanking.sandbox.api.paging import by_offset
from openbanking.sandbox.messages.errors import not_found
from openbanking.sandbox.messages.request import Request
from openbanking.sandbox.world.holdings import market_order_json
from openbanking.sandbox.world.rendering import Json
from openbanking.sandbox.world.state import State
from openbanking.sandbox.world.wealth import MarketOrder


def listed(state: State, request: Request, user: str, **within: str) -> Json:
    _, accounts = accounts_in(state, request, user, **within)
    has = state.products.has("market_orders")
    found = [
        (account, each)
        for _, account in accounts
        for each in account.market_orders.values()
        if has and _is_shown(each, request)
    ]
    page = by_offset(found, request, minded=state.quirks.minds_offset)
    return {"marketorders": [market_order_json(*each) for each in page]}


def one(state: State, request: Request, order: str) -> Json:
    for _, account in user_in(state, request, "me").accounts():
        found = account.market_orders.get(int(order))
        if found is not None and _is_shown(found, request) and state.products.has("market_orders"):
            return market_order_json(account, found)
    raise not_found("market order")


def _is_shown(order: MarketOrder, request: Request) -> bool:
    return not order.deleted or request.flag("all")


ROUTES: list[Route] = [
    *(("GET", scope + r"/marketorders", listed) for scope in (USER, CONNECTION, ACCOUNT)),
    ("GET", rf"/marketorders/(?P<order>{NUMBER})", one),
]
