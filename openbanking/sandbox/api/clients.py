"""The application's own configuration, as its user may read it (observed, not documented)."""

from __future__ import annotations

from openbanking.sandbox.api.lookup import Route
from openbanking.sandbox.messages.errors import not_found
from openbanking.sandbox.messages.request import Request
from openbanking.sandbox.world.rendering import Json
from openbanking.sandbox.world.state import CLIENT_ID, CLIENT_IDS, State


def one(state: State, request: Request, client: str) -> Json:
    """Return the application of the token; another is as good as none."""
    state.user_of(request.token)
    if client not in CLIENT_IDS:
        raise not_found("client")
    return {
        "id": int(CLIENT_ID),
        "name": "Sandbox",
        "redirect_uris": state.redirect_uris,
        "redirect_uri": state.redirect_uris[0] if state.redirect_uris else None,
    }


ROUTES: list[Route] = [("GET", r"/clients/(?P<client>[\w-]+)", one)]
