"""What went wrong below the prefix of the operations, as a problem document."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse

from contracts.execution.connections import DISCONNECTED
from contracts.execution.tracing import trace_id_of
from contracts.problems import InternalError, ServiceUnavailable
from contracts.problems.exceptions import problem_of
from contracts.rest.responses import refusal
from contracts.spec import Operation

logger = logging.getLogger("contracts")

SECONDS_WITHOUT_DATABASE = 2


def answer_of(error: Exception, request: HttpRequest, operation: Operation | None) -> HttpResponse:
    """Return the refusal an exception stands for.

    A fault of ours is logged under the trace id, and answered without a word of its insides.
    """
    problem = problem_of(error)
    if isinstance(error, DISCONNECTED):
        logger.error("The database does not answer, trace %s", trace_id_of(request), exc_info=error)
        problem = ServiceUnavailable(
            "The service cannot reach its database. Send the request again later.",
            retry_after=SECONDS_WITHOUT_DATABASE,
        )
    elif problem is None:
        logger.error(
            "%s %s failed, trace %s",
            request.method,
            request.path,
            trace_id_of(request),
            exc_info=error,
        )
        problem = InternalError()
    return refusal(request, problem, operation)
