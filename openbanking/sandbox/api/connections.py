"""Connections: their states, their sources, and asking for a sync (Powens, Connections page)."""

from __future__ import annotations

from datetime import timedelta

from openbanking.sandbox.api.dates import day_of
from openbanking.sandbox.api.lookup import CONNECTION, USER, Route, connection_in, user_in
from openbanking.sandbox.api.paging import by_offset
from openbanking.sandbox.messages.errors import ApiError, not_found
from openbanking.sandbox.messages.request import Request, boolean
from openbanking.sandbox.world.connections import (
    connection_json,
    connector_json,
    log_json,
    source_json,
)
from openbanking.sandbox.world.events import Event
from openbanking.sandbox.world.model import Connection, User
from openbanking.sandbox.world.rendering import Json, account_json
from openbanking.sandbox.world.state import State
from openbanking.sandbox.world.syncing import sync

# A bank that was just read is not read again at once.
REST = timedelta(minutes=5)


def listed(state: State, request: Request, user: str) -> Json:
    owner = user_in(state, request, user)
    found = list(owner.connections.values())
    return {
        "connections": [
            _expanded(owner, each, request)
            for each in by_offset(found, request, minded=state.quirks.minds_offset)
        ],
        "total": len(found),
    }


def one(state: State, request: Request, user: str, connection: str) -> Json:
    owner = user_in(state, request, user)
    return _expanded(owner, connection_in(owner, connection), request)


def read_now(state: State, request: Request, user: str, connection: str) -> Json:
    """Read the bank now: PUT, and POST with an empty body. 409 for one that was just read."""
    owner = user_in(state, request, user)
    found = connection_in(owner, connection)
    now = state.clock.now()
    if found.synced_by_request and now - found.synced_by_request < REST:
        raise ApiError(409, "conflict", "The connection has just been synced")
    found.synced_by_request = now
    sync(state, owner, found)
    return _expanded(owner, found, request)


def update(state: State, request: Request, user: str, connection: str) -> Json:
    owner = user_in(state, request, user)
    found = connection_in(owner, connection)
    if not request.data:
        return read_now(state, request, user, connection)
    if "active" in request.data:
        found.active = boolean(request.data["active"])
    return _expanded(owner, found, request)


def delete(state: State, request: Request, user: str, connection: str) -> tuple[int, None]:
    """Forget a connection and everything below it, for good."""
    owner = user_in(state, request, user)
    found = connection_in(owner, connection)
    del owner.connections[found.id]
    state.notify(Event(name="connection-deleted", user=owner, connection=found))
    return 204, None


def sources(state: State, request: Request, user: str, connection: str) -> Json:
    owner = user_in(state, request, user)
    return {"sources": [source_json(connection_in(owner, connection))]}


def source(state: State, request: Request, user: str, connection: str, source: str) -> Json:
    found = source_json(connection_in(user_in(state, request, user), connection))
    if source not in (str(found["id"]), found["name"]):
        raise not_found("source")
    return found


def logs(state: State, request: Request, user: str, connection: str) -> Json:
    """List the attempts to read the bank, the latest first."""
    owner = user_in(state, request, user)
    found = connection_in(owner, connection)
    shown = [log_json(owner, found, each) for each in reversed(found.logs)]
    query = request.query
    if "min_date" in query:
        first = day_of(query["min_date"], "min_date", last=False).isoformat()
        shown = [each for each in shown if each["timestamp"][:10] >= first]
    if "max_date" in query:
        last = day_of(query["max_date"], "max_date", last=True).isoformat()
        shown = [each for each in shown if each["timestamp"][:10] <= last]
    if "id_source" in query:
        shown = [each for each in shown if str(each["id_source"]) == query["id_source"]]
    page = by_offset(shown, request, minded=state.quirks.minds_offset)
    return {"connectionlogs": page, "total": len(shown)}


def _expanded(user: User, connection: Connection, request: Request) -> Json:
    shown = connection_json(user, connection)
    if request.expands("connector"):
        within = request.expansions["connector"]
        shown["connector"] = connector_json(connection.connector, within)
    if request.expands("sources"):
        shown["sources"] = [source_json(connection)]
    if request.expands("all_accounts"):
        shown["all_accounts"] = [
            account_json(user, connection, each) for each in connection.accounts.values()
        ]
    if request.expands("accounts"):
        shown["accounts"] = [
            account_json(user, connection, each)
            for each in connection.accounts.values()
            if not each.disabled
        ]
    return shown


ROUTES: list[Route] = [
    ("GET", USER + r"/connections", listed),
    ("GET", CONNECTION, one),
    ("PUT", CONNECTION, read_now),
    ("POST", CONNECTION, update),
    ("DELETE", CONNECTION, delete),
    ("GET", CONNECTION + r"/logs", logs),
    ("GET", CONNECTION + r"/sources", sources),
    ("GET", CONNECTION + r"/sources/(?P<source>\w+)", source),
]
