"""Each kind of refusal, with its status and its code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

from contracts.problems.base import Issue, Problem


class BadRequest(Problem):
    status, code, title = 400, "BAD_REQUEST", "Bad request"
    category, severity = "validation", "warning"


class Invalid(BadRequest):
    code, title = "VALIDATION_FAILED", "The input is not valid"

    def __init__(self, issues: Sequence[Issue]) -> None:
        named = ", ".join(dict.fromkeys(each.path for each in issues if each.path))
        super().__init__(
            f"Fix {named} and send it again; the issues say how."
            if named
            else "Fix the input and send it again; the issues say how.",
            issues=issues,
        )

    @classmethod
    def at(cls, path: str, message: str, code: str = "INVALID") -> Self:
        """Return the problem of one field."""
        return cls([Issue(path, code, message)])

    @classmethod
    def from_errors(cls, errors: Any) -> Self:
        """Return the problem that DRF's nested error details describe."""
        return cls(list(_issues(errors, "")))


class Unauthenticated(Problem):
    status, code, title = 401, "UNAUTHENTICATED", "Not signed in"
    category, severity = "auth", "warning"


class Forbidden(Problem):
    status, code, title = 403, "FORBIDDEN", "Not allowed"
    category, severity = "policy", "warning"


class NotFound(Problem):
    status, code, title = 404, "NOT_FOUND", "Not found"
    category, severity = "not_found", "info"


class MethodNotAllowed(Problem):
    status, code, title = 405, "METHOD_NOT_ALLOWED", "Method not allowed"
    category, severity = "validation", "warning"


class NotAcceptable(BadRequest):
    status, title = 406, "No such representation"


class Conflict(Problem):
    status, code, title = 409, "CONFLICT", "Conflict"
    category, severity = "conflict", "warning"


class TooLarge(BadRequest):
    status, title = 413, "Body too large"


class AddressTooLong(BadRequest):
    status, title = 414, "Address too long"


class UnsupportedMediaType(BadRequest):
    status, title = 415, "Unsupported media type"


class RateLimited(Problem):
    status, code, title = 429, "RATE_LIMITED", "Too many requests"
    category, severity, retryable = "rate_limit", "warning", True


class InternalError(Problem):
    severity = "fatal"

    def __init__(self) -> None:
        super().__init__(
            "Something went wrong on our side; nothing of yours is the cause. Tell the operator the "
            "traceId."
        )


class BadGateway(Problem):
    status, code, title = 502, "BAD_GATEWAY", "A service behind this one failed"
    category, retryable = "dependency", True


class ServiceUnavailable(Problem):
    status, code, title = 503, "SERVICE_UNAVAILABLE", "Not available at the moment"
    category, retryable = "dependency", True


def _issues(errors: Any, path: str) -> Iterator[Issue]:
    if isinstance(errors, Mapping):
        for name, inner in errors.items():
            here = "" if name == "non_field_errors" else str(name)
            yield from _issues(inner, f"{path}.{here}".strip("."))
    elif isinstance(errors, list | tuple):
        for inner in errors:
            yield from _issues(inner, path)
    else:
        code = str(getattr(errors, "code", "invalid")).upper()
        yield Issue(path, code, str(errors))
