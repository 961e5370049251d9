"""Accounts, disabled until their owner chooses them (Powens, Bank accounts page)."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from openbanking.sandbox.api.lookup import (
    ACCOUNT,
    CONNECTION,
    USER,
    Route,
    account_in,
    connection_in,
    user_in,
)
from openbanking.sandbox.api.paging import by_offset
from openbanking.sandbox.messages.request import Request, boolean
from openbanking.sandbox.world.amounts import total
from openbanking.sandbox.world.connections import connection_json
from openbanking.sandbox.world.events import Event
from openbanking.sandbox.world.model import Account, Connection, User
from openbanking.sandbox.world.rendering import Json, account_json, money
from openbanking.sandbox.world.state import State


def of_user(state: State, request: Request, user: str) -> Json:
    owner = user_in(state, request, user)
    return _listed(state, owner, owner.accounts(), request)


def of_connection(state: State, request: Request, user: str, connection: str) -> Json:
    owner = user_in(state, request, user)
    found = connection_in(owner, connection)
    return _listed(state, owner, [(found, account) for account in found.accounts.values()], request)


def one(state: State, request: Request, user: str, account: str) -> Json:
    owner = user_in(state, request, user)
    connection, found = account_in(owner, account, request)
    shown = account_json(owner, connection, found)
    if request.expands("connection"):
        shown["connection"] = connection_json(owner, connection)
    return shown


def update(state: State, request: Request, user: str, account: str) -> Json:
    """Name, enable or disable an account; disabling erases what Powens has of it."""
    owner = user_in(state, request, user)
    connection, found = account_in(owner, account, request)
    data = request.data
    if "disabled" in data:
        if boolean(data["disabled"]):
            found.disable(state.clock.now())
        else:
            found.disabled = None
        name = "account-disabled" if found.disabled else "account-enabled"
        state.notify(Event(name=name, user=owner, connection=connection, account=found))
    if "name" in data:
        found.display_name = str(data["name"])
    if "bookmarked" in data:
        found.bookmarked = boolean(data["bookmarked"])
    if "display" in data:
        found.display = boolean(data["display"])
    return account_json(owner, connection, found)


def _listed(
    state: State, owner: User, found: list[tuple[Connection, Account]], request: Request
) -> Json:
    shown = [pair for pair in found if request.flag("all") or pair[1].is_read]
    page = by_offset(shown, request, minded=state.quirks.minds_offset)
    listed = {"accounts": [account_json(owner, connection, account) for connection, account in page]}
    if not state.quirks.gives_totals:
        return listed
    return {
        "balance": money(_sums(found, "balance").get("EUR", Decimal(0))),
        "balances": {code: money(sum_) for code, sum_ in _sums(found, "balance").items()},
        "coming_balances": {code: money(sum_) for code, sum_ in _sums(found, "coming").items()},
        **listed,
        "total": len(shown),
    }


def _sums(found: list[tuple[Connection, Account]], name: str) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for _, account in found:
        amount = getattr(account, name)
        if amount is not None and account.currency and account.display and account.is_read:
            sums[account.currency] = total(sums[account.currency], amount)
    return sums


ROUTES: list[Route] = [
    ("GET", USER + r"/accounts", of_user),
    ("GET", CONNECTION + r"/accounts", of_connection),
    ("GET", ACCOUNT, one),
    ("POST", ACCOUNT, update),
    ("PUT", ACCOUNT, update),
]
