"""Answers as bytes: a result, a problem, and the headers that name the contract on both."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from contracts.encoding import encode
from contracts.problems import CONTENT_TYPE, MethodNotAllowed, Problem, Unauthenticated
from contracts.schema import digest_of
from contracts.spec import Kind, Operation
from contracts.tracing import trace_id_of


def answer(request: HttpRequest, operation: Operation, result: object) -> HttpResponse:
    """Return the result; a query's carries an ETag, and none at all when the caller has it already."""
    body = encode(result)
    response = HttpResponse(body, content_type="application/json")
    if operation.kind is Kind.QUERY:
        tag = f'"{hashlib.sha256(digest_of(operation).encode() + body).hexdigest()[:32]}"'
        if _already_has(request, tag):
            response = HttpResponse(status=304)
        response["ETag"] = tag
        response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Authorization", "Cookie"])
    else:
        response["Cache-Control"] = "no-store"
    name_contract(response, operation)
    return response


def refusal(
    request: HttpRequest,
    problem: Problem,
    operation: Operation | None = None,
    *,
    challenge: str | None = None,
    allow: str | None = None,
) -> HttpResponse:
    """Return the problem document, with the headers its status asks for (RFC 9110)."""
    named = (
        {"key": operation.meta.key, "version": operation.meta.version, "kind": operation.kind}
        if operation
        else None
    )
    body = problem.body(instance=request.path, trace_id=trace_id_of(request), operation=named)
    response = HttpResponse(encode(body), status=problem.status, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    if problem.retry_after is not None:
        response["Retry-After"] = str(problem.retry_after)
    if isinstance(problem, Unauthenticated):
        response["WWW-Authenticate"] = challenge or "Bearer"
    if isinstance(problem, MethodNotAllowed) and allow:
        response["Allow"] = allow
    if operation is not None:
        name_contract(response, operation)
    return response


def name_contract(response: HttpResponse, operation: Operation) -> None:
    """Say on the answer which contract, in which version, it was given under."""
    response["Contract-Operation"] = operation.meta.key
    response["Contract-Version"] = operation.meta.version
    response["Contract-Stability"] = operation.meta.stability
    response["Contract-Digest"] = digest_of(operation)


def _already_has(request: HttpRequest, tag: str) -> bool:
    held = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in held or tag in [each.removeprefix("W/") for each in held]
