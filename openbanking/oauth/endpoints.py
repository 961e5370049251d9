"""What programs call themselves: for tokens, to give them back, to make themselves known."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.views import (
    DynamicClientRegistrationManagementView,
    DynamicClientRegistrationView,
    RevokeTokenView,
    TokenView,
)

from openbanking.access import attempts
from openbanking.access.addresses import address_of
from openbanking.access.attempts import Door
from openbanking.oauth.validator import is_private

# What programs may register for.
OFFERED = {"authorization_code", "refresh_token"}
# What a wrong guess is of, by where it stands in a request.
GUESSED = ("code", "refresh_token", "token", "client_secret")


class Guarded:
    """Listens to no address for a while that showed many wrong codes, tokens or secrets."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        address = address_of(request)
        if seconds := attempts.seconds_shut(Door.OAUTH, address):
            error = {"error": "slow_down", "error_description": "Too many wrong ones came from here."}
            return JsonResponse(error, status=429, headers={"Retry-After": str(seconds)})
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        if answer.status_code in (400, 401):
            # A secret may stand in a header as well (RFC 6749, 2.3.1). A digest of all this is kept.
            shown = [request.POST.get(name, "") for name in GUESSED]
            shown.append(request.headers.get("Authorization", ""))
            attempts.failed(Door.OAUTH, address, "\n".join(shown))
        return answer


@method_decorator([never_cache, csrf_exempt], name="dispatch")
class Token(Guarded, TokenView):
    """Tokens for a code, or for a refresh token."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take codes and refresh tokens; whatever else there is, is not offered."""
        answer: HttpResponse = self.authorization_flow_token_response(request)
        answer["Content-Type"] = "application/json"
        return answer


@method_decorator([never_cache, csrf_exempt], name="dispatch")
class Revoke(Guarded, RevokeTokenView):
    """Tokens given back (RFC 7009)."""


class Described:
    """Takes descriptions of programs that ask for what is offered here, and lead back in private."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in ("POST", "PUT") and (refused := _refusal_of(request.body)) is not None:
            return refused
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


def _refusal_of(body: bytes) -> HttpResponse | None:
    try:
        described = json.loads(body)
    except RecursionError:
        return _refused("invalid_client_metadata", "Send JSON that is less deep.")
    except ValueError:
        return None  # the toolkit says so
    if not isinstance(described, dict):
        return _refused("invalid_client_metadata", "Send one JSON object.")
    try:
        text = json.dumps(described, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return _refused("invalid_client_metadata", "Send whole characters.")
    if b"\\u0000" in text:
        return _refused("invalid_client_metadata", "Send text without NUL characters.")
    grants, uris = described.get("grant_types", []), described.get("redirect_uris", [])
    if not isinstance(grants, list) or not OFFERED.issuperset(map(str, grants)):
        return _refused("invalid_client_metadata", f"grant_types: {', '.join(sorted(OFFERED))} alone.")
    if not isinstance(uris, list) or not all(
        isinstance(each, str) and is_private(each) for each in uris
    ):
        return _refused("invalid_redirect_uri", "https, or http on the person's own machine.")
    return None


def _refused(error: str, text: str) -> HttpResponse:
    return JsonResponse({"error": error, "error_description": text}, status=400)


@method_decorator([never_cache, csrf_exempt], name="dispatch")
class Register(Described, DynamicClientRegistrationView):
    """Programs that make themselves known (RFC 7591), where OAUTH_OPEN_REGISTRATION lets them."""


@method_decorator([never_cache, csrf_exempt], name="dispatch")
class Registered(Described, DynamicClientRegistrationManagementView):
    """What such a program says of itself, read, changed or taken back by it (RFC 7592)."""
