"""Traces of calls to Powens, by the API of OpenTelemetry alone; no query and no message is in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

tracer = trace.get_tracer("openbanking.powens")
# Ids of users, connections and accounts; the version of the API has a point in it.
ID = re.compile(r"(?<=/)\d+(?=/|$)")


@contextmanager
def powens_span(method: str, url: str) -> Iterator[Span]:
    """Trace one call, named by its method and its path without ids."""
    address = urlsplit(url)
    route = ID.sub("{id}", address.path)
    with tracer.start_as_current_span(
        f"{method} {route}",
        kind=SpanKind.CLIENT,
        attributes={
            "http.request.method": method,
            "server.address": address.hostname or "",
            "url.template": route,
        },
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        try:
            yield span
        except Exception as error:
            span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise
