"""One route for each operation, derived from its key and version."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path

from contracts.registry import registry
from contracts.rest.views import CommandView, QueryView
from contracts.spec import Kind, Operation


def route_of(operation: Operation, address: str, **attributes: Any) -> URLPattern:
    """Return the route that serves an operation at an address."""
    view = QueryView if operation.kind is Kind.QUERY else CommandView
    return path(address, view.as_view(operation=operation, **attributes))


exact = [route_of(operation, operation.path) for operation in registry]
# An alias is the same operation under another name, so the OpenAPI document leaves it out. Whoever has
# written down an earlier version of this major goes on being served: by one that keeps its promises.
aliases = [
    route_of(operation, address, schema=None)
    for operation in registry
    for address in operation.addresses[1:]
]
