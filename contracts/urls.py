"""The addresses below /api/, most of them derived from the registry."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from contracts.documents import DocumentView
from contracts.problems import NotFound
from contracts.responses import refusal
from contracts.routes import aliases, exact


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Answer an unknown address the same way to everybody."""
    return refusal(
        request,
        NotFound("There is no operation at this address. They are listed in /api/openapi.yaml."),
    )


urlpatterns = [
    *exact,
    *aliases,
    path("openapi.yaml", DocumentView.as_view(as_yaml=True), name="openapi-yaml"),
    path("openapi.json", DocumentView.as_view(as_yaml=False), name="openapi-json"),
    re_path("", nothing_here),
]
