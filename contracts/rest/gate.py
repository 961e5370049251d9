"""The short way for queries that come with a token: no session, no cookie, no page is in their way.

It authenticates, runs and answers as the views do, and leaves to them whatever is not plainly such a
query: other methods, sessions, unusual Accept headers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from contracts.caller import Caller
from contracts.conf import path_of
from contracts.execution.connections import reconnecting
from contracts.registry import registry
from contracts.rest.authentication import Authenticate, authenticator, opened_by, text_in
from contracts.rest.faults import answer_of
from contracts.rest.query_string import input_from
from contracts.rest.serving import serve
from contracts.schema.exact_json import Amounts
from contracts.schema.reading import shape_of
from contracts.spec import Kind, Operation
from contracts.versioning.digest import digest_of

# Accept headers that need no negotiation, by what they ask for.
PLAIN_ACCEPTS = {
    "": Amounts.NUMBER,
    "*/*": Amounts.NUMBER,
    **{each.media_type: each for each in Amounts},
}


class TokenGate:
    """Middleware that stands before those of pages; CONTRACTS["AUTHENTICATE"] says whose a token is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.authenticate = authenticator()
        for operation in registry:
            _prepare(operation)
        self.queries = {
            path_of(address): operation
            for operation in registry
            if operation.kind is Kind.QUERY
            for address in operation.addresses
        }

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        operation = self.queries.get(request.path_info)
        amounts = PLAIN_ACCEPTS.get(request.META.get("HTTP_ACCEPT", ""))
        token = text_in(request.META.get("HTTP_AUTHORIZATION", ""))
        if (
            operation is None
            or amounts is None
            or token is None
            or self.authenticate is None
            or request.method != "GET"
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
        user, credential = opened_by(token, authenticate)
        caller = Caller(user=user, credential=credential)
        return serve(request, operation, caller, input_from(request.GET, operation.io.input), amounts)


def _prepare(operation: Operation) -> None:
    """Make once, at the start, what depends on the operation alone: threads need not wait for it."""
    digest_of(operation)
    shape_of(operation.io.input)
    shape_of(operation.io.output)
