"""Whoever asks for power, or to see what is secret, has lately said who they are, or says so again."""

from __future__ import annotations

import json

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, suspend_request
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from openbanking.models import User
from openbanking.signin.sessions import SINCE

# For how much longer than is asked for a form may be filled in that was opened in time.
TO_FILL_IN = 600  # seconds
# Where somebody says who they are again.
PAGES = ("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn")


def is_confirmed(request: HttpRequest, *, patience: int = 0) -> bool:
    """Tell whether somebody signed in, or said who they are again, within the last ten minutes.

    `patience` is in seconds, and added to that.
    """
    user = request.user
    records = get_authentication_records(request, user) if isinstance(user, User) else []
    again = [each["at"] for each in records if each.get("reauthenticated")]
    latest = max([request.session.get(SINCE, 0), *again])
    limit = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + patience
    return bool(timezone.now().timestamp() - latest < limit)


def ask(request: HttpRequest) -> HttpResponse:
    """Lead to the page that asks who one is, and from there back; what was sent is done then."""
    keep = request.method == "POST" and not request.headers.get("HX-Request")
    return _ask(request, keep=keep)


def ask_before_secrets(request: HttpRequest) -> HttpResponse | None:
    """Lead there if need be, before a form is shown that takes a secret; None once it may be shown.

    What was typed in is never kept meanwhile: a form that was opened in time has time to be sent.
    """
    patience = TO_FILL_IN if request.method == "POST" else 0
    return None if is_confirmed(request, patience=patience) else _ask(request, keep=False)


def ask_before_change(request: HttpRequest) -> HttpResponse | None:
    """Lead there if need be, before what was sent is done; None if it may be, or nothing was sent."""
    return ask(request) if request.method == "POST" and not is_confirmed(request) else None


def ask_before_sight(request: HttpRequest) -> HttpResponse | None:
    """Lead there if need be, before something is shown; None if it may be."""
    return None if is_confirmed(request) else ask(request)


def path_of(request: HttpRequest) -> str:
    """Return the path of what a request does: where it says who somebody is, of what was put off for it.

    That is done within the same request, past every middleware.
    """
    if request.method == "POST" and request.path in map(reverse, PAGES):
        state = request.session.get(STATE_SESSION_KEY, {})
        if "request" in state:
            return str(json.loads(state["request"])["path_info"])
    return request.path_info


def _ask(request: HttpRequest, *, keep: bool) -> HttpResponse:
    # What somebody sent once, and went away from, is not done later.
    request.session.pop(STATE_SESSION_KEY, None)
    ways = get_adapter().get_reauthentication_methods(request.user)
    if not ways:
        # An identity provider alone knows them: they go there again.
        logout(request)
        return redirect_to_login(request.get_full_path())
    if keep:
        suspended: HttpResponse = suspend_request(request, ways[0]["url"])
        return suspended
    part = bool(request.headers.get("HX-Request"))
    back = request.headers.get("HX-Current-URL", "/") if part else request.get_full_path()
    way = redirect_to_login(back, login_url=ways[0]["url"])
    return HttpResponse(headers={"HX-Redirect": way.url}) if part else way
