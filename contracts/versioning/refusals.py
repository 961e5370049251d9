"""What an operation may refuse with: what its kind and policy entail, and what it declares."""

from __future__ import annotations

import inspect

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
    ServiceUnavailable,
    TooLarge,
    Unauthenticated,
    UnsupportedMediaType,
)
from contracts.spec import Auth, Kind, Operation


def problems_of(operation: Operation) -> frozenset[type[Problem]]:
    """Return every kind of problem an operation may answer with."""
    # A token that opens nothing is refused also where none is needed.
    found: set[type[Problem]] = {
        *(BadRequest, Invalid, Unauthenticated, NotAcceptable),
        *(InternalError, ServiceUnavailable),
    }
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


def meaning_of(kind: type[Problem]) -> str:
    """Return what has happened and what to do about it, in a sentence or two."""
    return inspect.getdoc(kind) or kind.title


def refusals_of(operation: Operation) -> dict[int, list[type[Problem]]]:
    """Return every status an operation may refuse with, and the kinds of problem that have it."""
    found: dict[int, list[type[Problem]]] = {}
    for kind in sorted(problems_of(operation), key=lambda each: (each.status, each.slug)):
        found.setdefault(kind.status, []).append(kind)
    return found
