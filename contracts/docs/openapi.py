"""The OpenAPI document over HTTP, for whoever may see the documentation."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, ClassVar

import yaml
from django.http import HttpResponse
from django.urls import include, path
from rest_framework.request import Request

from contracts.conf import contracts_settings
from contracts.openapi.document import ContractsGenerator
from contracts.problems import Unauthenticated
from contracts.registry import registry
from contracts.rest.representations import AnyRenderer
from contracts.rest.routes import route_of
from contracts.rest.views import ProblemView
from contracts.schema.exact_json import encode
from contracts.spec import Operation


def document(operations: Iterable[Operation] = registry, *, prefix: str | None = None) -> dict[str, Any]:
    """Return the OpenAPI document of these operations, by default of all of them, below a prefix."""
    routes = [route_of(operation, operation.path) for operation in operations]
    below = contracts_settings().prefix if prefix is None else prefix
    return ContractsGenerator(patterns=[path(below, include(routes))]).get_schema()


def yaml_of(schema: dict[str, Any]) -> bytes:
    """Return the document as YAML, the same bytes for the same operations."""
    text: str = yaml.safe_dump(schema, sort_keys=False, allow_unicode=True, width=100)
    return text.encode()


class DocumentView(ProblemView):
    """Signed-in people and tokens see it; CONTRACTS_PUBLIC_DOCS opens it to everybody."""

    as_yaml: ClassVar[bool] = False
    renderer_classes = [AnyRenderer]
    http_method_names = ["get", "head", "options"]

    def get(self, request: Request) -> HttpResponse:
        if not (contracts_settings().public_docs or request.user.is_authenticated):
            raise Unauthenticated("Sign in, or send a token, to read the documentation.")
        kind = "application/yaml" if self.as_yaml else "application/json"
        written = _written(contracts_settings().prefix, as_yaml=self.as_yaml)
        return HttpResponse(written, content_type=kind)


# Operations do not change while a process runs, and writing their document takes a second.
@cache
def _written(prefix: str, *, as_yaml: bool) -> bytes:
    described = document(prefix=prefix)
    return yaml_of(described) if as_yaml else encode(described)
