"""The way to the identity provider: by a link, and to sign in only."""

from __future__ import annotations

from collections.abc import Callable

from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.openid_connect import views
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from requests import RequestException

View = Callable[[HttpRequest, str], HttpResponse]


@require_safe
def sign_in_there(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider. Nothing is connected on the way: whose account it is, its address tells.

    A link and no form: browsers hold what a form leads to, and every page that the provider leads on to,
    against the policy of the page it stands on.
    """
    if request.GET.get("process", AuthProcess.LOGIN) != AuthProcess.LOGIN:
        raise Http404("Accounts of the provider are not connected by hand.")
    return _asked(views.login, request, provider_id)


@require_safe
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sign in whom the provider sends back."""
    return _asked(views.callback, request, provider_id)


def _asked(view: View, request: HttpRequest, provider_id: str) -> HttpResponse:
    """Say so where the provider, who is asked meanwhile, does not answer."""
    try:
        return view(request, provider_id)
    except RequestException:
        return render(request, "socialaccount/authentication_error.html", status=502)
