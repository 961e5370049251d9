"""The ids that tie an answer to the log lines behind it."""

from __future__ import annotations

import re
import uuid
from contextvars import ContextVar

from django.http import HttpRequest

TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")

# The request being answered here, for log lines far from it; empty outside of requests.
current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")


def request_id_of(request: HttpRequest) -> str:
    """Return the request's own id, made once: 32 hexadecimal digits."""
    found = getattr(request, "request_id", None)
    if found is None:
        found = uuid.uuid4().hex
        request.request_id = found  # type: ignore[attr-defined]
    return str(found)


def traceparent_of(request: HttpRequest) -> str | None:
    """Return the `traceparent` a caller sent (W3C Trace Context), None unless it is well formed."""
    given = request.headers.get("traceparent", "")
    return given if TRACEPARENT.fullmatch(given) else None


def trace_id_of(request: HttpRequest) -> str:
    """Return the trace the request belongs to: the caller's or, where it sent none, its own id."""
    given = traceparent_of(request)
    return given.split("-")[1] if given else request_id_of(request)
