"""Routes derived from the registry: nobody writes one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path, re_path

from contracts.documents import DocumentView
from contracts.problems import NotFound
from contracts.registry import registry
from contracts.responses import refusal
from contracts.spec import Kind, Operation
from contracts.views import CommandView, QueryView


def route_of(operation: Operation, address: str) -> URLPattern:
    """Return the route that serves an operation at an address."""
    view = QueryView if operation.kind is Kind.QUERY else CommandView
    return path(address, view.as_view(operation=operation))


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Answer an unknown address the same way to everybody."""
    return refusal(
        request,
        NotFound("There is no operation at this address. They are listed in /api/openapi.yaml."),
    )


exact = [route_of(operation, operation.path) for operation in registry]
aliases = [route_of(operation, operation.alias_path) for operation in registry]

urlpatterns = [
    *exact,
    *aliases,
    path("openapi.yaml", DocumentView.as_view(as_yaml=True), name="openapi-yaml"),
    path("openapi.json", DocumentView.as_view(as_yaml=False), name="openapi-json"),
    re_path("", nothing_here),
]

# What the OpenAPI document describes: an alias is the same operation under a second name.
described = [path("api/", include(exact))]
