"""Bearer tokens (RFC 6750), read in one place for views and for the short way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from contracts.conf import contracts_settings, function_at

# From the text of a token to its user and the credential.
Authenticate = Callable[[str], tuple[Any, object]]
SCHEME = "bearer"
CHALLENGE = 'Bearer realm="api"'


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`, for the views of Django REST framework."""

    def authenticate(self, request: Request) -> tuple[Any, object] | None:
        """Return the user and the credential; None for another scheme. Raises as `opened_by` does."""
        text = text_in(request.META.get("HTTP_AUTHORIZATION", ""))
        authenticate = authenticator()
        return None if text is None or authenticate is None else opened_by(text, authenticate)

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge that goes with a 401."""
        return challenge_for(request)


def authenticator() -> Authenticate | None:
    """Return the function that CONTRACTS["AUTHENTICATE"] names, None for a project without tokens."""
    named = contracts_settings().authenticate
    found: Authenticate | None = function_at(named) if named else None
    return found


def challenge_for(request: Any) -> str:
    """Return the challenge that goes with a 401, with what the project says besides."""
    named = contracts_settings().challenge
    return f"{CHALLENGE}, {function_at(named)(request)}" if named else CHALLENGE


def text_in(header: str) -> str | None:
    """Return what an `Authorization` header holds after its scheme, None for another scheme.

    One space or more separate the two (RFC 9110, 11.4).
    """
    scheme, *rest = header.split(maxsplit=1) or [""]
    return "".join(rest) if scheme.lower() == SCHEME else None


def opened_by(text: str, authenticate: Authenticate) -> tuple[Any, object]:
    """Return the user and the credential of a token.

    Raises AuthenticationFailed for what is no token, and whatever `authenticate` raises for one that
    opens nothing.
    """
    words = text.split()
    if len(words) != 1:
        raise AuthenticationFailed("Send the header as: Authorization: Bearer <token>.")
    return authenticate(words[0])
