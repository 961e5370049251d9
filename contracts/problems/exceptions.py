"""Refusals of Django and DRF, said as problems: code that raises theirs is understood too."""

from __future__ import annotations

import math

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from rest_framework import exceptions

from contracts import problems
from contracts.problems.base import Problem


def problem_of(error: Exception) -> Problem | None:
    """Return the problem that an exception stands for, or None when it is a fault of ours.

    The words of an exception are passed on only where DRF made them for the caller.
    """
    match error:
        case Problem():
            return error
        case exceptions.APIException():
            return _problem_of_api(error)
        case Http404():
            return problems.NotFound("There is no such thing among yours. Check the ids you sent.")
        case PermissionDenied():
            return problems.Forbidden("You may not do this. Ask an admin.")
        case RequestDataTooBig():
            return problems.TooLarge("The body is too large. Send a smaller one.")
        case SuspiciousOperation():
            return problems.BadRequest("The request cannot be understood. Send fewer parts.")
    return None


def _problem_of_api(error: exceptions.APIException) -> Problem | None:
    match error:
        case exceptions.ValidationError():
            return problems.Invalid.from_errors(error.detail)
        case exceptions.AuthenticationFailed() | exceptions.NotAuthenticated():
            return problems.Unauthenticated(str(error.detail))
        case exceptions.PermissionDenied():
            return problems.Forbidden(str(error.detail))
        case exceptions.NotFound():
            return problems.NotFound(str(error.detail))
        case exceptions.MethodNotAllowed():
            return problems.MethodNotAllowed(
                "This method is not for this address. Queries are GET, commands are POST."
            )
        case exceptions.NotAcceptable():
            return problems.NotAcceptable(
                "Answers are application/json. Send an Accept header that allows it, or none."
            )
        case exceptions.UnsupportedMediaType():
            return problems.UnsupportedMediaType(
                "Send the body as JSON, with Content-Type: application/json."
            )
        case exceptions.ParseError():
            return problems.BadRequest("The body cannot be read. Send one JSON object.")
        case exceptions.Throttled():
            return problems.RateLimited(
                "Too many requests. Come back after the seconds in retryAfter.",
                retry_after=math.ceil(getattr(error, "wait", None) or 1),
            )
    return None
