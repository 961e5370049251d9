"""Lines of accounts and the history of their values (Powens, Investments page)."""

from __future__ import annotations

from openbanking.sandbox.api.dates import day_of
from openbanking.sandbox.api.lookup import (
    ACCOUNT,
    CONNECTION,
    INVESTMENT,
    USER,
    Route,
    accounts_in,
    investment_in,
)
from openbanking.sandbox.api.paging import by_offset
from openbanking.sandbox.messages.errors import not_found
from openbanking.sandbox.messages.request import Request
from openbanking.sandbox.world.holdings import investment_json, totals_json, value_json
from openbanking.sandbox.world.rendering import Json
from openbanking.sandbox.world.state import State
from openbanking.sandbox.world.wealth import Investment


def listed(state: State, request: Request, user: str, **within: str) -> Json:
    """List lines with their sums; those that are gone come with `all`, and are in no sum."""
    _, accounts = accounts_in(state, request, user, **within)
    if not state.products.has("investments"):
        return totals_json([]) | {"investments": []}
    found = [
        (account, line)
        for _, account in accounts
        for line in account.investments.values()
        if _is_asked_for(line, request)
    ]
    page = by_offset(found, request, minded=state.quirks.minds_offset)
    return totals_json(found) | {"investments": [investment_json(*each) for each in page]}


def one(state: State, request: Request, investment: str, user: str | None = None) -> Json:
    found = investment_in(state, request, user, investment)
    if not state.products.has("investments"):
        raise not_found("investment")
    return investment_json(*found)


def history(state: State, request: Request, investment: str, user: str | None = None) -> Json:
    """List a line's values, the oldest first; `min_date` narrows, and never reaches further back."""
    _, line = investment_in(state, request, user, investment)
    values = line.values if state.products.has("investments") else []
    if "min_date" in request.query:
        first = day_of(request.query["min_date"], "min_date", last=False)
        values = [each for each in values if each.vdate >= first]
    return {"investmentvalues": [value_json(line, each) for each in values]}


def _is_asked_for(line: Investment, request: Request) -> bool:
    label, code = request.query.get("label", ""), request.query.get("code", "")
    return (
        (not line.deleted or request.flag("all"))
        and label.lower() in line.label.lower()
        and code in ("", line.code)
    )


ROUTES: list[Route] = [
    *(("GET", scope + r"/investments", listed) for scope in (USER, CONNECTION, ACCOUNT)),
    ("GET", INVESTMENT, one),
    ("GET", INVESTMENT + r"/history", history),
]
