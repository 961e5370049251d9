"""The documentation for people: a catalogue, and one page for each operation."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from itertools import groupby
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from contracts.conf import contracts_settings, function_at, path_of
from contracts.docs.examples import examples_of
from contracts.docs.problems import kind_facts
from contracts.docs.snippets import curl, python, typescript
from contracts.docs.tables import tables_of
from contracts.registry import registry, successor_of
from contracts.spec import Auth, Example, Operation
from contracts.versioning.digest import digest_of
from contracts.versioning.refusals import refusals_of

WHO_MAY = {
    Auth.ANONYMOUS: "Anybody may run it, signed in or not.",
    Auth.USER: "Anybody who is signed in, or sends a token, may run it. What they see is theirs "
    "only: anything else looks as if it did not exist.",
    Auth.ADMIN: "Staff with the permission, and admins of what is concerned, may run it.",
}
View = Callable[..., HttpResponse]
FILTERS: dict[str, Callable[[Operation], Sequence[str]]] = {
    "tag": lambda operation: operation.meta.tags,
    "owner": lambda operation: operation.meta.owners,
    "stability": lambda operation: [str(operation.meta.stability)],
}
LANGUAGES = {"curl": curl, "Python": python, "TypeScript": typescript}


def readable(view: View) -> View:
    """Let signed-in people see a page, and everybody where the settings open the documentation."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if contracts_settings().public_docs or request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return redirect_to_login(request.get_full_path())

    return guarded


@readable
def catalogue(request: HttpRequest) -> HttpResponse:
    """List the operations by what they are about, narrowed by words, tag, owner and stability."""
    chosen = {name: request.GET.get(name, "") for name in ("q", *FILTERS)}
    found = [each for each in registry if _fits(each, chosen)]
    groups = [
        (subject, list(operations))
        for subject, operations in groupby(found, key=lambda each: each.meta.key.rpartition(".")[0])
    ]
    filters = [
        (name, chosen[name], sorted({value for each in registry for value in values(each)}))
        for name, values in FILTERS.items()
    ]
    return render(
        request,
        "contracts/catalogue.html",
        {
            "groups": groups,
            "all": len(registry),
            "q": chosen["q"],
            "filters": filters,
        },
    )


def _fits(operation: Operation, chosen: Mapping[str, str]) -> bool:
    meta = operation.meta
    text = " ".join([meta.key, operation.title, meta.description, meta.goal, *meta.tags]).lower()
    return all(word in text for word in chosen["q"].lower().split()) and all(
        not chosen[name] or chosen[name] in values(operation) for name, values in FILTERS.items()
    )


@readable
def operation_page(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """Document one operation."""
    operation = registry.get(key, version)
    if operation is None:
        raise Http404("There is no such operation.")
    return render(request, "contracts/operation.html", _facts(operation, request))


def _facts(operation: Operation, request: HttpRequest) -> dict[str, Any]:
    site = f"{request.scheme}://{request.get_host()}"
    examples = [_owned(each, request.user) for each in examples_of(operation)]
    return {
        "operation": operation,
        "digest": digest_of(operation),
        "input_tables": tables_of(operation.io.input),
        "output_tables": tables_of(operation.io.output),
        "who_may": WHO_MAY[operation.policy.auth],
        "refusals": [kind_facts(kind) for kinds in refusals_of(operation).values() for kind in kinds],
        "examples": [_example(operation, each, site=site) for each in examples],
        "tried": json.dumps(dict(examples[0].input), indent=2),
        "may_try": request.user.is_authenticated or operation.policy.auth is Auth.ANONYMOUS,
        "versions": list(reversed(registry.majors(operation.meta.key))),
        "successor": successor_of(operation),
        "address": f"{site}{path_of(operation.path)}",
        "path": path_of(operation.path),
        "alias": path_of(operation.alias_path),
    }


def _owned(example: Example, user: Any) -> Example:
    """Return the example with ids of the reader's own, so that it works when it is pasted.

    CONTRACTS["EXAMPLE_IDS"] names a function of the user that returns them by wire name.
    """
    path = contracts_settings().example_ids
    own = function_at(path)(user) if path else {}
    return replace(example, input={name: own.get(name, value) for name, value in example.input.items()})


def _example(operation: Operation, example: Example, *, site: str) -> dict[str, Any]:
    return {
        "title": example.title,
        "snippets": [(name, write(operation, example, site=site)) for name, write in LANGUAGES.items()],
        "answer": None if example.answer is None else json.dumps(example.answer, indent=2),
    }
