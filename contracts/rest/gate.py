"""The short way for queries that come with a token: no session, no cookie, no page is in their way.

It authenticates, runs and answers as the views do, and leaves to them whatever is not plainly such a
query: other methods, sessions, unusual Accept headers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from contracts.caller import Caller
from contracts.conf import contracts_settings, path_of
from contracts.execution.connections import reconnecting
from contracts.execution.runner import run
from contracts.problems import Unauthenticated
from contracts.registry import registry
from contracts.rest.faults import answer_of
from contracts.rest.query_string import input_from
from contracts.rest.responses import known_etags, respond
from contracts.schema.exact_json import Amounts
from contracts.schema.reading import shape_of
from contracts.spec import Kind, Operation
from contracts.versioning.digest import digest_of

Authenticate = Callable[[str], tuple[Any, object]]
SCHEME = "bearer"
# Accept headers that need no negotiation, by what they ask for.
PLAIN_ACCEPTS = {
    "": Amounts.NUMBER,
    "*/*": Amounts.NUMBER,
    **{each.media_type: each for each in Amounts},
}


class TokenGate:
    """Middleware that stands before those of pages; CONTRACTS["AUTHENTICATE"] tells whose a token is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        named = contracts_settings().authenticate
        self.authenticate: Authenticate | None = import_string(named) if named else None
        for operation in registry:
            _prepare(operation)
        self.queries = {
            path_of(address): operation
            for operation in registry
            if operation.kind is Kind.QUERY
            for address in (operation.path, operation.alias_path)
        }

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        operation = self.queries.get(request.path_info)
        amounts = PLAIN_ACCEPTS.get(request.META.get("HTTP_ACCEPT", ""))
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if (
            operation is None
            or amounts is None
            or self.authenticate is None
            or request.method != "GET"
            or scheme.lower() != SCHEME
        ):
            return self.get_response(request)
        answered = partial(self._answered, request, operation, self.authenticate, token, amounts)
        try:
            return reconnecting(answered)
        except Exception as error:  # noqa: BLE001  (refused, or logged and answered)
            return answer_of(error, request, operation)

    def _answered(
        self,
        request: HttpRequest,
        operation: Operation,
        authenticate: Authenticate,
        token: str,
        amounts: Amounts,
    ) -> HttpResponse:
        token = token.strip()  # one space or more, as the view takes it (RFC 9110, 11.4)
        if not token or " " in token:
            raise Unauthenticated("Send the header as: Authorization: Bearer <token>.")
        user, credential = authenticate(token)
        answer = run(
            operation,
            Caller(user=user, credential=credential),
            input_from(request.GET, operation.io.input),
            etags=known_etags(request, amounts),
        )
        return respond(request, operation, answer, amounts)


def _prepare(operation: Operation) -> None:
    """Make once, at the start, what depends on the operation alone: threads need not wait for it."""
    digest_of(operation)
    shape_of(operation.io.input)
    shape_of(operation.io.output)
