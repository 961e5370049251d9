"""What an operation may refuse with: what its kind and policy entail, and what it declares."""

from __future__ import annotations

from contracts.problems import (
    AddressTooLong,
    BadRequest,
    Conflict,
    Forbidden,
    InternalError,
    Invalid,
    NotAcceptable,
    NotFound,
    Problem,
    RateLimited,
    TooLarge,
    Unauthenticated,
    UnsupportedMediaType,
)
from contracts.spec import Auth, Kind, Operation

# What makes an operation answer with a status, for people.
REASONS: dict[int, str] = {
    400: "The input is not valid; `issues` says what to fix.",
    401: "No credentials, or none that open anything.",
    403: "The caller may not run this operation.",
    404: "No such thing among the caller's; another tenant's looks exactly like this.",
    406: "No such representation; answers are JSON.",
    409: "The state of things does not allow it now.",
    413: "The body is too large.",
    414: "The address is too long.",
    415: "The body is not JSON.",
    429: "Too early; `Retry-After` says when to come back.",
    500: "A fault of the service.",
    502: "The service behind this one failed.",
    503: "The service behind this one cannot be reached.",
}


def problems_of(operation: Operation) -> frozenset[type[Problem]]:
    """Return every kind of problem an operation may answer with."""
    # A token that opens nothing is refused also where none is needed.
    found: set[type[Problem]] = {BadRequest, Invalid, Unauthenticated, NotAcceptable, InternalError}
    found |= set(operation.errors)
    if operation.policy.auth is not Auth.ANONYMOUS:
        found.add(Forbidden)
    if operation.is_tenanted:
        found |= {NotFound, Forbidden}
    if operation.policy.rate is not None:
        found.add(RateLimited)
    if operation.kind is Kind.COMMAND:
        # An Idempotency-Key conflicts while its first request runs.
        found |= {Conflict, TooLarge, UnsupportedMediaType}
    else:
        found.add(AddressTooLong)
    return frozenset(found)


def refusals_of(operation: Operation) -> dict[int, str]:
    """Return every status an operation may refuse with, and when."""
    titles = {each.status: each.title for each in problems_of(operation)}
    return {status: REASONS.get(status, titles[status]) for status in sorted(titles)}


def codes_of(operation: Operation, status: int) -> list[str]:
    """Return the codes its problems of this status can have."""
    return sorted({each.code for each in problems_of(operation) if each.status == status}, reverse=True)
