"""In which language a page is written: the person's choice, else what the browser asks for."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from openbanking.models import User

# What staff, programmers and machines read is written in English alone.
IN_ENGLISH = (
    *("/admin/", "/api/", "/contracts/", "/mcp", "/metrics", "/healthz", "/readyz"),
    *("/overviews/", "/webhooks/"),
)


class PageLanguageMiddleware:
    """Write the pages of members, the login and what went wrong in the language of who reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(IN_ENGLISH):
            return self.get_response(request)
        language = language_of(request)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def language_of(request: HttpRequest) -> str:
    """Return the code of the language that a page is written in."""
    chosen = getattr(request.user, "language", "")
    if chosen in dict(settings.LANGUAGES):
        return str(chosen)
    return translation.get_language_from_request(request)


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language that was chosen, of a person or else in their browser, and go back."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    return set_language(request)
