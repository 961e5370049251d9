"""Addresses at which a bank asks its user itself (Powens, Connections page, Web authorization).

They lead to the local webview, which reports the outcome as `/webauth` does: by `id_connection`.
"""

from __future__ import annotations

from openbanking.sandbox.api.lookup import Route, connection_in, connector_in
from openbanking.sandbox.messages.errors import ApiError, invalid, missing
from openbanking.sandbox.messages.redirect import Redirect
from openbanking.sandbox.messages.request import Request
from openbanking.sandbox.webview.addresses import address_of, is_callback
from openbanking.sandbox.world.model import Connector, User
from openbanking.sandbox.world.rendering import Json
from openbanking.sandbox.world.state import CLIENT_IDS, State


def url(state: State, request: Request) -> Json:
    """Return where to link a bank, or to repair a connection. 409 for one that is up to date."""
    return {"url": _address(state, request, state.user_of(request.token))}


def redirect(state: State, request: Request) -> tuple[int, Redirect]:
    """Send a browser there: a temporary code in the address stands for the user's token."""
    owner = state.redeem(_required(request, "token"))
    if owner is None:
        raise ApiError(401, "unauthorized", "Unknown, used or expired code")
    return 307, Redirect(_address(state, request, state.users[owner]))


def _address(state: State, request: Request, user: User) -> str:
    client_id = _required(request, "client_id")
    if client_id not in CLIENT_IDS:
        raise ApiError(403, "forbidden", "Unknown application")
    redirect_uri = _required(request, "redirect_uri")
    if not is_callback(redirect_uri):
        raise invalid("redirect_uri; it is an absolute address without a query string")
    if not state.is_registered(redirect_uri):
        raise invalid("redirect_uri; it is not registered")
    flow, connector, about = _subject(state, request, user)
    if connector.auth_mechanism != "webauth":
        raise invalid("id_connector; this bank asks for credentials, not on its own site")
    if request.query.get("source", connector.source) != connector.source:
        raise invalid("source")
    return address_of(
        request.site,
        flow,
        client_id=client_id,
        redirect_uri=redirect_uri,
        code=state.issue_code(user, single=True),
        **about,
        **({"state": request.query["state"]} if "state" in request.query else {}),
        webauth="true",
    )


def _subject(state: State, request: Request, user: User) -> tuple[str, Connector, dict[str, str]]:
    """Return the webview's flow, the bank, and the parameters that name it to the webview."""
    query = request.query
    if "id_connection" in query:
        connection = connection_in(user, str(request.number("id_connection", 0)))
        if connection.state is None:
            raise ApiError(409, "invalidValue", "The connection is up to date already")
        return "reconnect", connection.connector, {"connection_id": str(connection.id)}
    # The UUID is in the specification of Powens' own client library.
    named = query.get("id_connector") or query.get("connector_uuid")
    if not named:
        raise missing("id_connector or id_connection")
    connector = connector_in(state, named)
    return "connect", connector, {"connector_uuids": connector.uuid}


def _required(request: Request, name: str) -> str:
    value = request.query.get(name)
    if not value:
        raise missing(name)
    return value


ROUTES: list[Route] = [("GET", r"/webauth-url", url), ("GET", r"/webauth", redirect)]
