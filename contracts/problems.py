"""Everything that can be refused, as problem details (RFC 9457): what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong with the input; the path is made of wire names and positions."""

    path: str
    code: str
    message: str


class Problem(Exception):
    """A refusal with a status, a code a machine can branch on, and a sentence for a person."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "INTERNAL_ERROR"
    title: ClassVar[str] = "Internal error"
    category: ClassVar[str] = "internal"
    severity: ClassVar[str] = "error"
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        detail: str,
        *,
        issues: Sequence[Issue] = (),
        retry_after: int | None = None,
        args: Mapping[str, Any] | None = None,
        category: str | None = None,
        retryable: bool | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.issues = tuple(issues)
        self.retry_after = retry_after
        self.extensions = dict(args or {})
        if category is not None:
            self.category = category  # type: ignore[misc]
        if retryable is not None:
            self.retryable = retryable  # type: ignore[misc]

    def body(
        self, *, instance: str, trace_id: str, operation: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Return the problem document; `instance` is the path asked for, without its query."""
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "instance": instance,
            "category": self.category,
            "severity": self.severity,
            "retryable": self.retryable,
        }
        if self.retry_after is not None:
            body["retryAfter"] = self.retry_after
        body["traceId"] = trace_id
        if operation is not None:
            body["operation"] = dict(operation)
        if self.issues:
            body["issues"] = [
                {"path": each.path, "code": each.code, "message": each.message} for each in self.issues
            ]
        if self.extensions:
            body["args"] = self.extensions
        return body


class BadRequest(Problem):
    status, code, title = 400, "BAD_REQUEST", "Bad request"
    category, severity = "validation", "warning"


class Invalid(BadRequest):
    code, title = "VALIDATION_FAILED", "The input is not valid"

    def __init__(self, issues: Sequence[Issue]) -> None:
        named = ", ".join(dict.fromkeys(each.path for each in issues if each.path))
        super().__init__(
            f"Mend {named} and send it again; the issues say how."
            if named
            else "Mend the input and send it again; the issues say how.",
            issues=issues,
        )

    @classmethod
    def at(cls, path: str, message: str, code: str = "INVALID") -> Self:
        """Return the problem of one field."""
        return cls([Issue(path, code, message)])

    @classmethod
    def from_errors(cls, errors: Any) -> Self:
        """Return the problem that DRF's nested error details tell of."""
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


class Gone(Problem):
    status, code, title = 410, "GONE", "No longer here"
    category, severity = "not_found", "info"


class PreconditionFailed(Problem):
    status, code, title = 412, "PRECONDITION_FAILED", "Changed meanwhile"
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


class Unimplemented(Problem):
    status, code, title = 501, "NOT_IMPLEMENTED", "Not offered"


class TimedOut(Problem):
    status, code, title = 504, "TIMEOUT", "Took too long"
    category, retryable = "timeout", True


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
