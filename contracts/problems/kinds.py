"""Each kind of refusal, with its status, its code and the last part of its address.

The docstring of a kind is what the documentation says of it: what has happened and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

from contracts.problems.base import Issue, Problem


class BadRequest(Problem):
    """The request cannot be read; the detail says what to send instead."""

    slug = "bad-request"
    status, code, title = 400, "BAD_REQUEST", "Bad request"
    category, severity = "validation", "warning"


class Invalid(BadRequest):
    """The input is not valid; `issues` names each field and says how to fix it."""

    slug = "validation-failed"
    code, title = "VALIDATION_FAILED", "The input is not valid"

    def __init__(self, issues: Sequence[Issue], *, args: Mapping[str, Any] | None = None) -> None:
        named = ", ".join(dict.fromkeys(each.path for each in issues if each.path))
        super().__init__(
            f"Fix {named} and send it again; the issues say how."
            if named
            else "Fix the input and send it again; the issues say how.",
            issues=issues,
            args=args,
        )

    @classmethod
    def at(
        cls, path: str, message: str, code: str = "INVALID", *, args: Mapping[str, Any] | None = None
    ) -> Self:
        """Return the problem of one field."""
        return cls([Issue(path, code, message)], args=args)

    @classmethod
    def from_errors(cls, errors: Any) -> Self:
        """Return the problem that DRF's nested error details describe."""
        return cls(list(_issues(errors, "")))


class Unauthenticated(Problem):
    """No credentials came, or none that open anything. Sign in, or send a token that is in force."""

    slug = "unauthenticated"
    status, code, title = 401, "UNAUTHENTICATED", "Not signed in"
    category, severity = "auth", "warning"


class Forbidden(Problem):
    """The caller is known and may not do this. Ask an admin, or use another token."""

    slug = "forbidden"
    status, code, title = 403, "FORBIDDEN", "Not allowed"
    category, severity = "policy", "warning"


class NotFound(Problem):
    """There is no such thing among the caller's, or it is another tenant's: both look like this."""

    slug = "not-found"
    status, code, title = 404, "NOT_FOUND", "Not found"
    category, severity = "not_found", "info"


class MethodNotAllowed(Problem):
    """The method is not for this address; `Allow` lists those that are."""

    slug = "method-not-allowed"
    status, code, title = 405, "METHOD_NOT_ALLOWED", "Method not allowed"
    category, severity = "validation", "warning"


class NotAcceptable(BadRequest):
    """There is no representation that the Accept header allows. Answers are JSON."""

    slug = "not-acceptable"
    status, title = 406, "No such representation"


class Conflict(Problem):
    """The state of things does not allow it now; the detail says what must change first."""

    slug = "conflict"
    status, code, title = 409, "CONFLICT", "Conflict"
    category, severity = "conflict", "warning"


class TooLarge(BadRequest):
    """The body is too large. Send a smaller one."""

    slug = "body-too-large"
    status, title = 413, "Body too large"


class AddressTooLong(BadRequest):
    """The address is too long. Ask for less at once."""

    slug = "address-too-long"
    status, title = 414, "Address too long"


class UnsupportedMediaType(BadRequest):
    """The body is of a kind that is not read here. Send JSON."""

    slug = "unsupported-media-type"
    status, title = 415, "Unsupported media type"


class RateLimited(Problem):
    """It came too early or too often; `Retry-After` says when to come back."""

    slug = "rate-limited"
    status, code, title = 429, "RATE_LIMITED", "Too many requests"
    category, severity, retryable = "rate_limit", "warning", True


class InternalError(Problem):
    """A fault of the service. Tell the operator the `traceId`; the same call may work later."""

    slug = "internal-error"
    severity = "fatal"

    def __init__(self) -> None:
        super().__init__(
            "Something went wrong on our side; nothing of yours is the cause. Tell the operator the "
            "traceId."
        )


class BadGateway(Problem):
    """A service behind this one failed. Try again later."""

    slug = "bad-gateway"
    status, code, title = 502, "BAD_GATEWAY", "A service behind this one failed"
    category, retryable = "dependency", True


class ServiceUnavailable(Problem):
    """What the service stands on, such as its database, cannot be reached. Try again later."""

    slug = "service-unavailable"
    status, code, title = 503, "SERVICE_UNAVAILABLE", "Not available at the moment"
    category, retryable = "dependency", True


def kinds_by_slug() -> dict[str, type[Problem]]:
    """Return every kind that has an address of its own, also those that a domain adds, by its slug."""
    found: dict[str, type[Problem]] = {}
    waiting = Problem.__subclasses__()
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if "slug" in vars(kind):
            found[kind.slug] = kind
    return dict(sorted(found.items(), key=lambda item: (item[1].status, item[0])))


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
