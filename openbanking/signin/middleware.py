"""What holds for all who are signed in: devices are known, and staff have a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from openbanking.models import User
from openbanking.signin import devices, factors, notices
from openbanking.signin.confirmation import path_of
from openbanking.signin.sessions import is_over, signed_in_now

# Where somebody on the staff may go who has no second factor yet.
OPEN = ("/account/", "/login/", "/logout/", "/language/", "/static/")
FOR_MACHINES = ("/api/", "/mcp", "/metrics")


class SignedInMiddleware:
    """End sessions of staff in time, ask staff for a second factor, and notice new devices."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            if is_over(request):
                logout(request)
            elif request.user.is_staff and (refused := _without_factor(request)) is not None:
                return refused
            request.does = path_of(request)  # type: ignore[attr-defined]  # ours
        response = self.get_response(request)
        person = signed_in_now(request)
        if person is not None:
            if not devices.is_known(request, person):
                notices.tell(person, notices.NEW_DEVICE, request=request)
            devices.remember(request, response, person)
        return response


def _without_factor(request: HttpRequest) -> HttpResponseBase | None:
    """Return where somebody on the staff goes first who needs a second factor and has none."""
    if settings.STAFF_MFA != "required" or request.path.startswith(OPEN):
        return None
    if factors.has(cast("User", request.user)):
        return None
    if request.path.startswith(FOR_MACHINES):
        raise PermissionDenied("Staff need a second factor. Add one on the page of your account.")
    return redirect(f"{reverse('mfa_index')}?needed")
