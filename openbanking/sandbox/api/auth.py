"""Tokens and codes (Powens, Authentication page)."""

from __future__ import annotations

from typing import Any

from openbanking.sandbox.api.lookup import Route, whole_number
from openbanking.sandbox.messages.errors import ApiError, OAuthError, missing
from openbanking.sandbox.messages.request import Request, boolean
from openbanking.sandbox.world.state import CLIENT_IDS, CLIENT_SECRET, CODE_LIFE, TEMPORARY_LIFE, State

# What a service token may be for; `payments` is the old name of `payments:admin`.
SCOPES = (
    *("payments:admin", "payments:read-only", "payments:allow-sensitive", "payments:validate"),
    *("payments:cancel", "payments", "payment-links:admin"),
)


def init(state: State, request: Request) -> dict[str, Any]:
    """Create a user: a permanent one for the application, a temporary one for anybody.

    Both credentials make it the application's; one of them, or a null, is as good as none.
    """
    given = [request.data.get(name) for name in ("client_id", "client_secret")]
    permanent = None not in given
    if permanent:
        _check_application(request)
    user = state.create_user(permanent=permanent)
    return {
        "auth_token": state.issue_token(user.id),
        "type": "permanent" if permanent else "temporary",
        "id_user": user.id,
        "expires_in": None if permanent else int(TEMPORARY_LIFE.total_seconds()),
    }


def code(state: State, request: Request) -> dict[str, Any]:
    user = state.user_of(request.token)
    single = request.query.get("type") == "singleAccess"
    return {
        "code": state.issue_code(user, single=single),
        "type": "temporary",
        "access": "single" if single else "standard",
        "expires_in": int(CODE_LIFE.total_seconds()),
    }


def access(state: State, request: Request) -> dict[str, Any]:
    """Swap a code for a permanent token, once."""
    _check_application(request)
    if "code" not in request.data:
        raise missing("code")
    owner = state.redeem(str(request.data["code"]))
    if owner is None:
        raise OAuthError(400, "invalid_grant", "expired code")
    state.keep(state.users[owner])
    return {"access_token": state.issue_token(owner), "token_type": "Bearer"}


def renew(state: State, request: Request) -> dict[str, Any]:
    """Give a new token of a user; without an id a new user is made, as documented."""
    _check_grant(request)
    given = request.data.get("id_user")
    owner = whole_number(given, "id_user") if given is not None else state.create_user(permanent=True).id
    token = state.issue_token(owner, revoke_previous=boolean(request.data.get("revoke_previous", False)))
    return {"access_token": token, "token_type": "Bearer"}


def service(state: State, request: Request) -> dict[str, Any]:
    """Give a token for payments, for half an hour: it is nobody's, and opens no bank data.

    Several scopes come as an array and are returned in one string, between blanks as in OAuth; how
    Powens writes them is not documented.
    """
    _check_grant(request)
    if "scope" not in request.data:
        raise missing("scope")
    given = request.data["scope"]
    scopes = given if isinstance(given, list) else [given]
    unknown = [each for each in scopes if each not in SCOPES]
    if unknown or not scopes:
        raise OAuthError(400, "invalid_scope", f"Choose of: {', '.join(SCOPES)}")
    return {"token": state.issue_service_token(), "scope": " ".join(scopes)}


def revoke(state: State, request: Request) -> tuple[int, None]:
    state.user_of(request.token)
    state.revoke(request.token or "")
    return 204, None


def _check_grant(request: Request) -> None:
    if "grant_type" not in request.data:
        raise missing("grant_type")
    if request.data["grant_type"] != "client_credentials":
        raise OAuthError(400, "unsupported_grant_type", "Use client_credentials")
    _check_application(request)


def _check_application(request: Request) -> None:
    for name in ("client_id", "client_secret"):
        if name not in request.data:
            raise missing(name)
    # Some clients send the id as a number.
    known = str(request.data["client_id"]) in CLIENT_IDS
    if not known or request.data["client_secret"] != CLIENT_SECRET:
        raise ApiError(403, "forbidden", "Unknown application")


ROUTES: list[Route] = [
    ("POST", r"/auth/init", init),
    ("GET", r"/auth/token/code", code),
    ("POST", r"/auth/token/access", access),
    ("POST", r"/auth/renew", renew),
    ("POST", r"/auth/token", service),
    ("DELETE", r"/auth/token", revoke),
]
