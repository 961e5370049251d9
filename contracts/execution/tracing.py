"""The id that ties an answer to the log lines behind it."""

from __future__ import annotations

import re
import uuid

from django.http import HttpRequest

TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?P<trace>[0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


def trace_id_of(request: HttpRequest) -> str:
    """Return the request's trace id: the caller's (W3C Trace Context) or, once, one of our own."""
    found = getattr(request, "trace_id", None)
    if found is None:
        given = TRACEPARENT.fullmatch(request.headers.get("traceparent", ""))
        found = given["trace"] if given else uuid.uuid4().hex
        request.trace_id = found  # type: ignore[attr-defined]
    return str(found)
