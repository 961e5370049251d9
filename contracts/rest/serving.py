"""An operation run for a request, and answered: the one step the views and the short way share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from contracts.caller import Caller
from contracts.execution.runner import run
from contracts.rest.responses import known_etags, respond
from contracts.schema.exact_json import Amounts
from contracts.spec import Operation


def serve(
    request: HttpRequest,
    operation: Operation,
    caller: Caller,
    data: Mapping[str, Any],
    amounts: Amounts,
    *,
    idempotency_key: str | None = None,
) -> HttpResponse:
    """Run the operation with this input and return its response; raises a Problem for a refusal."""
    answer = run(
        operation,
        caller,
        data,
        etags=known_etags(request, amounts),
        idempotency_key=idempotency_key,
    )
    return respond(request, operation, answer, amounts)
