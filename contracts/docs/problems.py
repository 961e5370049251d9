"""The pages that the `type` of a problem document leads to. They are open to everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from contracts.problems import Problem, kinds_by_slug
from contracts.versioning.refusals import meaning_of


def problem_list(request: HttpRequest) -> HttpResponse:
    """List every kind of problem there is."""
    kinds = [kind_facts(kind) for kind in kinds_by_slug().values()]
    return render(request, "contracts/problems.html", {"kinds": kinds})


def problem_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Explain one kind of problem."""
    kind = kinds_by_slug().get(slug)
    if kind is None:
        raise Http404("There is no such kind of problem.")
    return render(request, "contracts/problem.html", {"kind": kind_facts(kind)})


def kind_facts(kind: type[Problem]) -> dict[str, object]:
    """Return what pages say of a kind."""
    return {
        "address": kind.type_uri(),
        "title": kind.title,
        "status": kind.status,
        "code": kind.code,
        "category": kind.category,
        "severity": kind.severity,
        "retryable": kind.retryable,
        "meaning": meaning_of(kind).replace("`", ""),
    }
