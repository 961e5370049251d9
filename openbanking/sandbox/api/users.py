"""Users (Powens, Users page)."""

from __future__ import annotations

from openbanking.sandbox.api.lookup import USER, Route, user_in
from openbanking.sandbox.messages.request import Request
from openbanking.sandbox.world.rendering import Json, user_json
from openbanking.sandbox.world.state import State


def one(state: State, request: Request, user: str) -> Json:
    return user_json(user_in(state, request, user))


def delete(state: State, request: Request, user: str) -> tuple[int, None]:
    state.delete_user(user_in(state, request, user))
    return 204, None


def indicators(state: State, request: Request, user: str) -> Json:
    """Return what an application without the product gets: nothing, and no refusal (observed)."""
    return {"id_user": user_in(state, request, user).id, "indicators": None}


ROUTES: list[Route] = [
    ("GET", USER, one),
    ("DELETE", USER, delete),
    ("GET", USER + r"/indicators", indicators),
]
