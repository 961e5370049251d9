"""Steering a running sandbox over HTTP: faults, quirks, time, what happens at its banks, webhooks.

Not part of Powens' API. Everything below `/control/`, JSON in and out, no token: it listens on this
machine only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import msgspec

from openbanking.sandbox.behaviour.faults import Fault, FaultKind
from openbanking.sandbox.behaviour.webhooks import Listener
from openbanking.sandbox.messages.errors import invalid, missing, not_found
from openbanking.sandbox.messages.request import Request
from openbanking.sandbox.service import Service
from openbanking.sandbox.webview.addresses import is_callback
from openbanking.sandbox.world.clock import paris
from openbanking.sandbox.world.connections import connection_json
from openbanking.sandbox.world.events import Event, event_name
from openbanking.sandbox.world.holdings import (
    investment_json,
    market_order_json,
    pocket_json,
    value_json,
)
from openbanking.sandbox.world.loans import amortization_json
from openbanking.sandbox.world.model import Connection, User
from openbanking.sandbox.world.mutations import MUTATIONS
from openbanking.sandbox.world.ownerships import ownership_json
from openbanking.sandbox.world.rendering import Json, account_json, transaction_json

Handler = Callable[[Service, dict[str, Any]], Any]


def world(sandbox: Service, data: dict[str, Any]) -> Json:
    """Return everything there is, whatever the API would hide: the truth a client is held against."""
    return {
        "users": [
            {
                "id": user.id,
                "connections": [
                    connection_json(user, connection) | {"accounts": _accounts(user, connection)}
                    for connection in user.connections.values()
                ],
            }
            for user in sandbox.state.users.values()
        ]
    }


def _accounts(user: User, connection: Connection) -> list[Json]:
    return [
        account_json(user, connection, account)
        | {
            "transactions": [transaction_json(account, row) for row in account.transactions.values()],
            "investments": [
                investment_json(account, line)
                | {"history": [value_json(line, value) for value in line.values]}
                for line in account.investments.values()
            ],
            "pockets": [pocket_json(account, each) for each in account.pockets.values()],
            "marketorders": [
                market_order_json(account, each) for each in account.market_orders.values()
            ],
            "loanamortizations": [amortization_json(account, row) for row in account.amortizations],
            "account_ownership": ownership_json(user, connection, account) if account.parties else None,
        }
        for account in connection.accounts.values()
    ]


def clock(sandbox: Service, data: dict[str, Any]) -> Json:
    """Say what time it is, after letting `seconds` pass."""
    sandbox.clock.advance(timedelta(seconds=float(data.get("seconds", 0))))
    return {"now": paris(sandbox.clock.now())}


def faults(sandbox: Service, data: dict[str, Any]) -> Json:
    """Return the faults in force, after adding one if it is given."""
    if data:
        try:
            sandbox.faults.add(msgspec.convert({**data, "kind": data.get("kind")}, Fault))
        except msgspec.ValidationError as error:
            raise invalid(str(error)) from None
    return {"faults": sandbox.faults.listed(), "kinds": [str(each) for each in FaultKind]}


def no_faults(sandbox: Service, data: dict[str, Any]) -> Json:
    sandbox.faults.clear()
    return {"faults": []}


def quirks(sandbox: Service, data: dict[str, Any]) -> Json:
    """Return the quirks there are, after taking on those given."""
    sandbox.state.quirks.change(**data)
    return asdict(sandbox.state.quirks)


def products(sandbox: Service, data: dict[str, Any]) -> Json:
    """Return the products of the application, after switching those given."""
    sandbox.state.products.change(**data)
    return sandbox.state.products.listed()


def client(sandbox: Service, data: dict[str, Any]) -> Json:
    """Return the application's registered redirect addresses, after setting them if they are given."""
    if "redirect_uris" in data:
        found = data["redirect_uris"]
        if not (found is None or (isinstance(found, list) and all(map(_is_address, found)))):
            raise invalid("redirect_uris; a list of absolute addresses without a query string, or null")
        sandbox.state.redirect_uris = found
    return {"redirect_uris": sandbox.state.redirect_uris}


def _is_address(value: object) -> bool:
    return isinstance(value, str) and is_callback(value)


def mutate(sandbox: Service, data: dict[str, Any]) -> Json:
    """Let something happen: `do` names it, the rest are its arguments."""
    name = str(data.pop("do", ""))
    if name not in MUTATIONS:
        raise invalid(f"do; choose one of {', '.join(MUTATIONS)}")
    try:
        return {"result": MUTATIONS[name](sandbox.state, **data)}
    except TypeError:
        raise missing(f"an argument of {name}, or one too many") from None


def listen(sandbox: Service, data: dict[str, Any]) -> Json:
    """Register an address for an event; deliveries are signed, and repeated until it takes them."""
    for name in ("event", "url", "secret"):
        if name not in data:
            raise missing(name)
    event = event_name(data["event"])
    sandbox.webhooks.listeners.append(
        Listener(event, data["url"], data["secret"], int(data.get("times", 1)))
    )
    return {"listeners": len(sandbox.webhooks.listeners)}


def notify(sandbox: Service, data: dict[str, Any]) -> Json:
    """Send an event about a connection now, as if all its rows were new.

    One about an account is sent for the `account` that is named, else for each one the connection reads.
    """
    events = list(_events(sandbox, event_name(data.get("event", "connection-synced")), data))
    if not events:
        raise not_found("connection or account")
    for event in events:
        sandbox.webhooks.notify(event)
    return {"sent": True}


def _events(sandbox: Service, name: str, data: dict[str, Any]) -> Iterator[Event]:
    wanted = str(data.get("connection")), str(data.get("account"))
    for user in sandbox.state.users.values():
        for connection in user.connections.values():
            named = str(connection.id) == wanted[0]
            if name.startswith("account-"):
                for account in connection.accounts.values():
                    unnamed = named and "account" not in data and account.is_read
                    if unnamed or str(account.id) == wanted[1]:
                        yield Event(name=name, user=user, connection=connection, account=account)
            elif named:
                about = None if name.startswith("user-") else connection
                yield Event(name=name, user=user, connection=about)


ROUTES: dict[tuple[str, str], Handler] = {
    ("GET", "/control/world"): world,
    ("GET", "/control/clock"): clock,
    ("POST", "/control/clock"): clock,
    ("GET", "/control/faults"): faults,
    ("POST", "/control/faults"): faults,
    ("DELETE", "/control/faults"): no_faults,
    ("GET", "/control/quirks"): quirks,
    ("POST", "/control/quirks"): quirks,
    ("GET", "/control/products"): products,
    ("POST", "/control/products"): products,
    ("GET", "/control/client"): client,
    ("POST", "/control/client"): client,
    ("POST", "/control/mutations"): mutate,
    ("POST", "/control/listeners"): listen,
    ("POST", "/control/webhooks"): notify,
}


def handle(sandbox: Service, request: Request) -> Any:
    """Answer a request below `/control/`; raises ApiError."""
    handler = ROUTES.get((request.method, request.path.rstrip("/")))
    if handler is None:
        raise not_found("route")
    return handler(sandbox, dict(request.data))
