"""Connectors and their sources: the same for everybody, no token needed (Powens, Connectors page)."""

from __future__ import annotations

from openbanking.sandbox.api.lookup import Route, connector_in
from openbanking.sandbox.api.paging import by_offset
from openbanking.sandbox.messages.errors import invalid, not_found
from openbanking.sandbox.messages.request import Request
from openbanking.sandbox.world.connections import connector_json, connector_source_json, fields_json
from openbanking.sandbox.world.model import Connector
from openbanking.sandbox.world.rendering import Json
from openbanking.sandbox.world.state import State

CONNECTOR = r"/connectors/(?P<connector>[\w-]+)"


def listed(state: State, request: Request) -> Json:
    return _listed(state, request, "connectors")


def banks(state: State, request: Request) -> Json:
    """List connectors by their deprecated name, which the list bears too."""
    return _listed(state, request, "banks")


def one(state: State, request: Request, connector: str) -> Json:
    return connector_json(connector_in(state, connector), request.expansions)


def fields(state: State, request: Request, connector: str) -> Json:
    """Return what to ask for a new connection (Powens, Custom connection implementation guide)."""
    return {"fields": fields_json(connector_in(state, connector))}


def sources(state: State, request: Request, connector: str) -> Json:
    found = connector_in(state, connector)
    shown = [connector_source_json(found)] if _is_asked_for(found, request) else []
    return {"sources": shown}


def source(state: State, request: Request, connector: str, source: str) -> Json:
    found = connector_in(state, connector)
    if source not in (str(found.source_id), found.source):
        raise not_found("source")
    return connector_source_json(found)


def _listed(state: State, request: Request, name: str) -> Json:
    found = [each for each in state.connectors.values() if _is_asked_for(each, request)]
    page = by_offset(found, request)
    return {name: [connector_json(each, request.expansions) for each in page], "total": len(found)}


def _is_asked_for(connector: Connector, request: Request) -> bool:
    """Tell whether a connector is in one of `country_codes`; without any, every one is."""
    codes = [code.strip() for code in request.query.get("country_codes", "").upper().split(",")]
    if codes == [""]:
        return True
    if not all(len(code) == 2 and code.isascii() and code.isalpha() for code in codes):
        raise invalid("country_codes")
    return not set(codes).isdisjoint(connector.countries)


ROUTES: list[Route] = [
    ("GET", r"/connectors", listed),
    ("GET", CONNECTOR, one),
    ("GET", CONNECTOR + r"/fields", fields),
    ("GET", CONNECTOR + r"/sources", sources),
    ("GET", CONNECTOR + r"/sources/(?P<source>\w+)", source),
    ("GET", r"/banks", banks),
    ("GET", r"/banks/(?P<connector>\d+)", one),
]
