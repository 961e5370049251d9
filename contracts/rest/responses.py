"""Answers as bytes: a result, a problem, and the headers that name the contract on both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import http_date, parse_etags

from contracts.conf import path_of
from contracts.execution.rates import TooManyCalls
from contracts.execution.runner import Answer
from contracts.execution.tracing import trace_id_of
from contracts.problems import CONTENT_TYPE, MethodNotAllowed, Problem, Unauthenticated
from contracts.registry import successor_of
from contracts.rest.authentication import challenge_for
from contracts.schema.exact_json import Amounts, encode
from contracts.spec import Kind, Operation
from contracts.versioning.digest import digest_of

# What distinguishes the tags of an answer's representations.
TAG_ENDINGS = {Amounts.NUMBER: '"', Amounts.TEXT: '-text"'}


def respond(
    request: HttpRequest, operation: Operation, answer: Answer, amounts: Amounts = Amounts.NUMBER
) -> HttpResponse:
    """Return the answer; a query's carries its ETag, and no body when the caller has it already."""
    response: HttpResponse
    if answer.body is None:
        response = HttpResponseNotModified()
    else:
        response = _response(encode(answer.body, amounts), content_type=amounts.media_type)
    if operation.kind is Kind.QUERY:
        response["ETag"] = _tag(request, answer, amounts)
        response["Cache-Control"] = "private, no-cache"
        response["Vary"] = "Accept, Accept-Encoding, Authorization, Cookie"
    else:
        response["Cache-Control"] = "no-store"
        if answer.replayed:
            response["Idempotency-Replayed"] = "true"
    if answer.quota:
        _add(response, answer.quota.headers)
    name_contract(response, operation)
    return response


def known_etags(request: HttpRequest, amounts: Amounts = Amounts.NUMBER) -> list[str]:
    """Return the ETags of the answers a caller has (`If-None-Match`, RFC 9110), weak ones too.

    They come as the runner gives them, and only those of the representation that is asked for.
    """
    given = request.META.get("HTTP_IF_NONE_MATCH")
    if given is None:
        return []
    ending = TAG_ENDINGS[amounts]
    known = (tag.removeprefix("W/") for tag in parse_etags(given))
    return [
        tag if tag == "*" else f'{tag.removesuffix(ending)}"'
        for tag in known
        if tag == "*" or tag.endswith(ending)
    ]


def _tag(request: HttpRequest, answer: Answer, amounts: Amounts) -> str:
    """Return the tag of one representation, weak where the caller's answer was compressed."""
    tag = (answer.tag or "").removesuffix('"') + TAG_ENDINGS[amounts]
    given = request.META.get("HTTP_IF_NONE_MATCH")
    weak = f"W/{tag}"
    return weak if given is not None and weak in parse_etags(given) else tag


def refusal(
    request: HttpRequest,
    problem: Problem,
    operation: Operation | None = None,
    *,
    challenge: str | None = None,
    allow: str | None = None,
) -> HttpResponse:
    """Return the problem document, with the headers its status asks for (RFC 9110)."""
    named = operation.named if operation else None
    body = problem.body(instance=request.path, trace_id=trace_id_of(request), operation=named)
    response = _response(encode(body), status=problem.status, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    if problem.retry_after is not None:
        response["Retry-After"] = str(problem.retry_after)
    if isinstance(problem, Unauthenticated):
        response["WWW-Authenticate"] = challenge or challenge_for(request)
    if isinstance(problem, TooManyCalls):
        _add(response, problem.quota.headers)
    if isinstance(problem, MethodNotAllowed) and allow:
        response["Allow"] = allow
    if operation is not None:
        name_contract(response, operation)
    return response


def _response(content: bytes, *, content_type: str, status: int = 200) -> HttpResponse:
    """Return a response that says how long it is: no middleware is sure to do so."""
    headers = {"Content-Length": str(len(content))}
    return HttpResponse(content, status=status, content_type=content_type, headers=headers)


def name_contract(response: HttpResponse, operation: Operation) -> None:
    """Say on the answer which contract, in which version, it was given under."""
    response["Contract-Operation"] = operation.meta.key
    response["Contract-Version"] = operation.meta.version
    response["Contract-Stability"] = str(operation.meta.stability)
    response["Contract-Digest"] = digest_of(operation)
    deprecation = operation.meta.deprecation
    if deprecation is None:
        return
    response["Deprecation"] = f"@{int(_midnight(deprecation.since).timestamp())}"  # RFC 9745
    if deprecation.sunset:
        response["Sunset"] = http_date(_midnight(deprecation.sunset).timestamp())  # RFC 8594
    successor = successor_of(operation)
    if successor:
        response["Link"] = f'<{path_of(successor.path)}>; rel="successor-version"'  # RFC 5829


def _add(response: HttpResponse, headers: Mapping[str, str]) -> None:
    for name, value in headers.items():
        response[name] = value


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
