"""The documentation for people: a catalogue, and one page for each operation."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from contracts.examples import curl, examples_of
from contracts.openapi import codes_of, refusals_of
from contracts.registry import registry
from contracts.schema import digest_of
from contracts.spec import Auth, Operation
from contracts.tables import tables_of

WHO_MAY = {
    Auth.ANONYMOUS: "Anybody may run it, signed in or not.",
    Auth.USER: "Anybody who is signed in, or sends a token, may run it. What they see is theirs "
    "only: anything else looks as if it did not exist.",
    Auth.ADMIN: "Staff with the permission, and admins of what is concerned, may run it.",
}
View = Callable[..., HttpResponse]


def readable(view: View) -> View:
    """Let signed-in people see a page, and everybody where the settings open the documentation."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.CONTRACTS_PUBLIC_DOCS or request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return redirect_to_login(request.get_full_path())

    return guarded


@readable
def catalogue(request: HttpRequest) -> HttpResponse:
    """List all operations by what they are about."""
    groups = [
        (subject, list(operations))
        for subject, operations in groupby(registry, key=lambda each: each.meta.key.rpartition(".")[0])
    ]
    return render(request, "contracts/catalogue.html", {"groups": groups, "count": len(registry)})


@readable
def operation_page(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """Document one operation."""
    operation = registry.get(key, version)
    if operation is None:
        raise Http404("There is no such operation.")
    return render(request, "contracts/operation.html", _facts(operation, request))


def _facts(operation: Operation, request: HttpRequest) -> dict[str, Any]:
    site = f"{request.scheme}://{request.get_host()}"
    return {
        "operation": operation,
        "digest": digest_of(operation),
        "input_tables": tables_of(operation.io.input),
        "output_tables": tables_of(operation.io.output),
        "who_may": WHO_MAY[operation.policy.auth],
        "refusals": [
            (status, codes_of(status), when) for status, when in refusals_of(operation).items()
        ],
        "examples": [
            (example.title, curl(operation, example, site=site)) for example in examples_of(operation)
        ],
        "address": f"{site}/api/{operation.path}",
        "alias": f"/api/{operation.alias_path}",
    }


urlpatterns = [
    path("", catalogue, name="contracts-catalogue"),
    path("<str:key>/v<str:version>/", operation_page, name="contracts-operation"),
]
