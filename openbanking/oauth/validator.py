"""What django-oauth-toolkit asks of each request, and what is stricter here."""

from __future__ import annotations

import hashlib
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.oauth2.rfc6749 import errors

from openbanking.access import recent
from openbanking.oauth import consents

NUL = "\x00"
# In letters: longer ones have no place in the row of a code (RFC 7636, 4.2). What an address says of a
# nonce is not heeded, but what the form of the page is sent with is.
LONGEST = {"code_challenge": 128, "nonce": 255}


class Validator(OAuth2Validator):
    """Authorization codes with PKCE and refresh tokens alone, each for what somebody allowed."""

    def _load_application(self, client_id: str, request: Any) -> Any:
        """Know no program by what PostgreSQL has no text for."""
        return None if NUL in (client_id or "") else super()._load_application(client_id, request)

    def validate_redirect_uri(
        self, client_id: str, redirect_uri: str, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """Take an address that was registered, over HTTPS or on the person's own machine (RFC 8252)."""
        registered = super().validate_redirect_uri(client_id, redirect_uri, request, *args, **kwargs)
        return bool(registered) and is_private(redirect_uri)

    def validate_code(
        self, client_id: str, code: str, client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        if NUL in code:
            return False
        found = super().validate_code(client_id, code, client, request, *args, **kwargs)
        return bool(found) and request.user.is_active and consents.is_pending(code)

    def validate_refresh_token(
        self, refresh_token: str, client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """Take one whose consent stands. One that was used before ends it for all that followed."""
        good = super().validate_refresh_token(refresh_token, client, request, *args, **kwargs)
        family = consents.family_of(_checksum(refresh_token))
        if not good:
            consents.end_if_over(family)
            recent.current.forget()
            return False
        return family is not None and request.user.is_active and consents.is_good(family)

    def revoke_token(
        self, token: str, token_type_hint: str, request: Any, *args: Any, **kwargs: Any
    ) -> None:
        """End what was allowed: a program that gives a token back has no other one left."""
        family = consents.family_of(_checksum(token))
        super().revoke_token(token, token_type_hint, request, *args, **kwargs)
        consents.end_if_over(family)
        recent.current.forget()

    def _create_authorization_code(self, request: Any, code: Any, expires: Any = None) -> Any:
        consent = getattr(request, "consent", None)
        if consent is None:
            # Nobody was asked: no way around the page is taken.
            raise errors.AccessDeniedError(request=request)
        for name, most in LONGEST.items():
            if len(getattr(request, name, None) or "") > most:
                raise errors.InvalidRequestError(description=f"{name} is too long.", request=request)
        made = super()._create_authorization_code(request, code, expires)
        consents.bind(consent, code["code"])
        return made

    def _validate_resource_uris(self, request: Any, resources: list[str]) -> None:
        """Refuse as no resource what is no address at all."""
        try:
            super()._validate_resource_uris(request, resources)
        except ValueError:
            raise errors.CustomOAuth2Error(
                error="invalid_target", description="That is no address.", request=request
            ) from None

    def _create_refresh_token(
        self, request: Any, refresh_token_code: str, access_token: Any, previous_refresh_token: Any
    ) -> Any:
        made = super()._create_refresh_token(
            request, refresh_token_code, access_token, previous_refresh_token
        )
        if previous_refresh_token is None and not consents.begin(request.code, made.token_family):
            raise errors.InvalidGrantError(request=request)
        return made


def is_private(redirect_uri: str) -> bool:
    """Tell whether nobody on the way reads what is sent to an address."""
    if not redirect_uri.isprintable() or " " in redirect_uri:
        return False  # registered one after the other, it would be two
    try:
        parts = urlsplit(redirect_uri)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or ""))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _checksum(token: str) -> str:
    """Return by which digest the toolkit knows a token."""
    return hashlib.sha256(token.encode()).hexdigest()
