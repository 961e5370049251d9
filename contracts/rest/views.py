"""The REST channel: one view for queries, one for commands, any operation behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.http import HttpRequest, HttpResponse
from django.urls import is_valid_path, resolve
from django.views.decorators.csrf import csrf_exempt
from rest_framework.request import Request
from rest_framework.views import APIView

from contracts import problems
from contracts.caller import Caller
from contracts.conf import path_of
from contracts.execution.policy import enforce
from contracts.openapi.operation import OperationSchema
from contracts.problems.exceptions import problem_of
from contracts.rest.query_string import input_from
from contracts.rest.representations import (
    ExactJsonParser,
    JsonRenderer,
    Negotiation,
    ProblemRenderer,
    TextAmountsRenderer,
)
from contracts.rest.responses import refusal
from contracts.rest.serving import serve
from contracts.spec import Operation


class ProblemView(APIView):
    """Answers every refusal as a problem document, whatever it serves."""

    operation: ClassVar[Operation | None] = None
    permission_classes = []
    schema: Any = None  # left out of the OpenAPI document unless it says otherwise

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """Say which methods there are (RFC 9110, 9.3.7)."""
        return HttpResponse(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    def handle_exception(self, exc: Exception) -> HttpResponse:  # type: ignore[override]
        """Answer a refusal as a problem; anything else is a fault of ours, left to the middleware."""
        problem = problem_of(exc)
        if problem is None:
            raise exc
        request: HttpRequest = self.request._request
        return refusal(
            request,
            problem,
            self.operation,
            challenge=self.get_authenticate_header(self.request),
            allow=", ".join(self.allowed_methods),
        )


class OperationView(ProblemView):
    """Serves the operation it is made with."""

    operation: ClassVar[Operation] = None  # type: ignore[assignment]  # given to as_view()
    schema = OperationSchema()
    parser_classes = [ExactJsonParser]
    renderer_classes = [TextAmountsRenderer, JsonRenderer, ProblemRenderer]
    content_negotiation_class = Negotiation
    metadata_class = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let whoever answers for this request know what it was about."""
        request._request.operation = self.operation  # type: ignore[attr-defined]
        super().initial(request, *args, **kwargs)

    def given(self, request: Request) -> Mapping[str, Any]:
        """Return the input under its wire names, as it came; raises Problem and APIException."""
        raise NotImplementedError

    def run(self, request: Request) -> HttpResponse:
        """Run the operation for whoever asks."""
        caller = Caller(user=request.user, credential=request.auth)
        try:
            data = self.given(request)
        except Exception:
            # Whoever may not run it at all is refused for that, whatever they sent.
            enforce(self.operation, caller)
            raise
        return serve(
            request._request,
            self.operation,
            caller,
            data,
            cast("JsonRenderer", request.accepted_renderer).amounts,
            idempotency_key=request.headers.get("Idempotency-Key"),
        )


class QueryView(OperationView):
    """GET: the input is in the address."""

    http_method_names = ["get", "head", "options"]

    def given(self, request: Request) -> Mapping[str, Any]:
        return input_from(request.query_params, self.operation.io.input)

    def get(self, request: Request) -> HttpResponse:
        return self.run(request)


class CommandView(OperationView):
    """POST: the input is a JSON object."""

    http_method_names = ["post", "options"]

    def given(self, request: Request) -> Mapping[str, Any]:
        data = request.data
        if not isinstance(data, Mapping):
            raise problems.BadRequest("Send one JSON object as the body.")
        return data

    def post(self, request: Request) -> HttpResponse:
        return self.run(request)


# Whatever the method, and whether or not a form's token came with it.
@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Answer an unknown address the same way to everybody; a slash too many is named."""
    listed = f"The operations are listed in {path_of('openapi.yaml')}."
    without = request.path.rstrip("/")
    if request.path.endswith("/") and is_valid_path(without) and resolve(without).func != nothing_here:
        listed = f"Leave the slash at the end out: {without}"
    return refusal(request, problems.NotFound(f"There is no operation at this address. {listed}"))
