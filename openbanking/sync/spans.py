"""Traces of what a sync writes, by the API of OpenTelemetry alone; no message is in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import Status, StatusCode

from openbanking.models import Connection

tracer = trace.get_tracer("openbanking.sync")


@contextmanager
def connection_span(connection: Connection | None) -> Iterator[None]:
    """Trace the writing of one connection, named by our id where it is known already."""
    with tracer.start_as_current_span(
        "write connection",
        attributes={} if connection is None else {"openbanking.connection": str(connection.pk)},
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        try:
            yield
        except Exception as error:
            span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise
