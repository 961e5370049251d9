"""Traces of runs, by the API of OpenTelemetry alone: an operator who wants them brings the SDK.

Spans carry keys, counts and codes. Messages of exceptions are kept out of them: they quote values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.db import connection
from opentelemetry import context, trace
from opentelemetry.propagate import extract
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from contracts.caller import Caller
from contracts.problems import InternalError, Problem
from contracts.spec import Operation

tracer = trace.get_tracer("contracts")


@contextmanager
def continued(headers: Mapping[str, str]) -> Iterator[None]:
    """Continue the trace that a caller's headers name (W3C Trace Context), if they name one."""
    if "traceparent" not in headers:
        yield
        return
    token = context.attach(extract(headers))
    try:
        yield
    finally:
        context.detach(token)


@contextmanager
def operation_span(operation: Operation, caller: Caller) -> Iterator[Span]:
    """Trace one run: what ran, through which channel, and how it ended."""
    with _span(operation.meta.key, kind=SpanKind.SERVER) as span:
        span.set_attribute("contracts.version", operation.meta.version)
        span.set_attribute("contracts.channel", str(caller.channel))
        try:
            yield span
        except Exception as error:
            code = error.code if isinstance(error, Problem) else InternalError.code
            span.set_attribute("contracts.outcome", code)
            if not isinstance(error, Problem):
                span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise
        span.set_attribute("contracts.outcome", "OK")


@contextmanager
def statement_group(name: str) -> Iterator[None]:
    """Trace one step of a run with the number of statements it sends to the database."""
    if not trace.get_current_span().is_recording():
        yield
        return
    count = _Count()
    with _span(name) as span, connection.execute_wrapper(count):
        try:
            yield
        finally:
            span.set_attribute("db.system.name", connection.vendor)
            span.set_attribute("contracts.statements", count.statements)


def _span(name: str, kind: SpanKind = SpanKind.INTERNAL) -> AbstractContextManager[Span]:
    return tracer.start_as_current_span(
        name, kind=kind, record_exception=False, set_status_on_exception=False
    )


class _Count:
    """Counts statements on their way to the database."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, state: Mapping[str, Any]
    ) -> Any:
        self.statements += 1
        return execute(sql, params, many, state)
