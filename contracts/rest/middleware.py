"""What every answer has: an id, and the form of a problem document where something went wrong."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from contracts import problems
from contracts.conf import path_of
from contracts.execution.rates import TooManyCalls
from contracts.execution.spans import continued
from contracts.execution.tracing import current_request_id, request_id_of, traceparent_of
from contracts.rest.addresses import count_address
from contracts.rest.faults import answer_of
from contracts.rest.responses import refusal

LONGEST_ADDRESS = 8192


class RequestIdMiddleware:
    """Outermost of all: names each request on its answer, whatever it asks for.

    `X-Request-Id` is its own id, `traceparent` the caller's (W3C Trace Context), given back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = request_id_of(request)
        before = current_request_id.set(request_id)
        try:
            with continued(request.headers):
                response = self.get_response(request)
        finally:
            current_request_id.reset(before)
        response["X-Request-Id"] = request_id
        if traceparent := traceparent_of(request):
            response["traceparent"] = traceparent
        return response


class ApiProblemsMiddleware:
    """Around all middleware that may refuse, so that its refusals below the prefix are caught too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(path_of("")):
            return self.get_response(request)
        if _length_of_address(request) > LONGEST_ADDRESS:
            return refusal(
                request,
                problems.AddressTooLong(
                    f"The address is longer than {LONGEST_ADDRESS} characters. Ask for less at once."
                ),
            )
        try:
            request.get_host()
        except DisallowedHost:
            return refusal(
                request, problems.BadRequest("This service does not answer to this Host name.")
            )
        try:
            count_address(request)
        except TooManyCalls as refused_:
            return refusal(request, refused_)
        response = self.get_response(request)
        if response.status_code == 304:
            # Caches put the headers of a 304 on the answer they keep (RFC 9111, 3.2), and a middleware
            # inside has counted an empty body (RFC 9110, 15.4.5).
            del response["Content-Length"]
        if response.status_code < 400 or response.get("Content-Type") == problems.CONTENT_TYPE:
            return response
        refused = refusal(request, _problem_of(response), allow=response.headers.get("Allow"))
        for name, value in response.items():
            if name not in ("Content-Type", "Content-Length", "Allow", "Cache-Control"):
                refused[name] = value
        refused.cookies.update(response.cookies)
        return refused

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer what a view did not."""
        if not request.path_info.startswith(path_of("")):
            return None
        return answer_of(error, request, getattr(request, "operation", None))


def _length_of_address(request: HttpRequest) -> int:
    """Return how long the address is as it was sent; one that is short is not written out for it."""
    # A character of the path takes nine at the most, encoded.
    at_most = 9 * len(request.path) + len(request.META.get("QUERY_STRING", "")) + 1
    return at_most if at_most <= LONGEST_ADDRESS else len(request.get_full_path())


def _problem_of(response: HttpResponseBase) -> problems.Problem:
    match response.status_code:
        case 401:
            return problems.Unauthenticated("Sign in, or send a token.")
        case 403:
            return problems.Forbidden("The request was refused. Send the CSRF token, or a token.")
        case 404:
            return problems.NotFound(
                "There is nothing at this address. The operations are listed in "
                f"{path_of('openapi.yaml')}."
            )
        case 405:
            return problems.MethodNotAllowed("This method is not for this address.")
        case 413:
            return problems.TooLarge("The body is too large. Send a smaller one.")
        case 429:
            return problems.RateLimited("Too many requests. Come back later.")
        case 503:
            return problems.ServiceUnavailable("The service is not available at the moment.")
        case status if status >= 500:
            return problems.InternalError()
    return problems.BadRequest("The request cannot be understood.")
