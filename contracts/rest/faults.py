"""What went wrong below the prefix of the operations, as a problem document."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse

from contracts.execution.tracing import trace_id_of
from contracts.problems import InternalError
from contracts.problems.exceptions import problem_of
from contracts.rest.responses import refusal
from contracts.spec import Operation

logger = logging.getLogger("contracts")


def answer_of(error: Exception, request: HttpRequest, operation: Operation | None) -> HttpResponse:
    """Return the refusal an exception stands for.

    A fault of ours is logged under the trace id, and answered without a word of its insides.
    """
    problem = problem_of(error)
    if problem is None:
        logger.error(
            "%s %s failed, trace %s",
            request.method,
            request.path,
            trace_id_of(request),
            exc_info=error,
        )
        problem = InternalError()
    return refusal(request, problem, operation)
