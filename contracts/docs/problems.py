"""The pages that the `type` of a problem document leads to. They are open to everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from contracts.openapi.refusals import meaning_of
from contracts.problems import Problem, kinds_by_slug


def problem_list(request: HttpRequest) -> HttpResponse:
    """List every kind of problem there is."""
    kinds = [_facts(kind) for kind in kinds_by_slug().values()]
    return render(request, "contracts/problems.html", {"kinds": kinds})


def problem_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Explain one kind of problem."""
    kind = kinds_by_slug().get(slug)
    if kind is None:
        raise Http404("There is no such kind of problem.")
    return render(request, "contracts/problem.html", _facts(kind))


def _facts(kind: type[Problem]) -> dict[str, object]:
    return {"kind": kind, "meaning": meaning_of(kind).replace("`", "")}
