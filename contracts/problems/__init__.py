"""Everything that can be refused, as problem details (RFC 9457): what is wrong and what to do."""

from __future__ import annotations

from contracts.problems.base import CONTENT_TYPE, MOST_ISSUES, Issue, Problem
from contracts.problems.kinds import (
    AddressTooLong,
    BadGateway,
    BadRequest,
    Conflict,
    Forbidden,
    InternalError,
    Invalid,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    RateLimited,
    ServiceUnavailable,
    TooLarge,
    Unauthenticated,
    UnsupportedMediaType,
    kinds_by_slug,
)

__all__ = [
    "CONTENT_TYPE",
    "MOST_ISSUES",
    "AddressTooLong",
    "BadGateway",
    "BadRequest",
    "Conflict",
    "Forbidden",
    "InternalError",
    "Invalid",
    "Issue",
    "MethodNotAllowed",
    "NotAcceptable",
    "NotFound",
    "Problem",
    "RateLimited",
    "ServiceUnavailable",
    "TooLarge",
    "Unauthenticated",
    "UnsupportedMediaType",
    "kinds_by_slug",
]
