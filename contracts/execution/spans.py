"""Traces of runs, by the API of OpenTelemetry alone: an operator who wants them brings the SDK.

Spans carry keys, counts and codes. Messages of exceptions are kept out of them: they quote values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from django.db import connection
from opentelemetry import context, trace
from opentelemetry.propagate import extract
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from contracts.caller import Caller
from contracts.problems import InternalError, Problem
from contracts.spec import Operation

tracer = trace.get_tracer("contracts")


# What is done where nobody has brought an SDK.
_NOTHING = nullcontext()


def continued(headers: Mapping[str, str]) -> AbstractContextManager[None]:
    """Continue the trace that a caller's headers name (W3C Trace Context), if they name one."""
    return _attached(headers) if "traceparent" in headers else _NOTHING


def operation_span(operation: Operation, caller: Caller) -> AbstractContextManager[None]:
    """Trace one run: what ran, through which channel, and how it ended."""
    return _traced(operation, caller) if _is_wanted() else _NOTHING


def statement_group(name: str) -> AbstractContextManager[None]:
    """Trace one step of a run with the number of statements it sends to the database."""
    wanted = _is_wanted() and trace.get_current_span().is_recording()
    return _counted(name) if wanted else _NOTHING


@contextmanager
def _attached(headers: Mapping[str, str]) -> Iterator[None]:
    token = context.attach(extract(headers))
    try:
        yield
    finally:
        context.detach(token)


@contextmanager
def _traced(operation: Operation, caller: Caller) -> Iterator[None]:
    with _span(operation.meta.key, kind=SpanKind.SERVER) as span:
        span.set_attribute("contracts.version", operation.meta.version)
        span.set_attribute("contracts.channel", str(caller.channel))
        try:
            yield
        except Exception as error:
            code = error.code if isinstance(error, Problem) else InternalError.code
            span.set_attribute("contracts.outcome", code)
            if not isinstance(error, Problem):
                span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise
        span.set_attribute("contracts.outcome", "OK")


@contextmanager
def _counted(name: str) -> Iterator[None]:
    count = _Count()
    with _span(name) as span, connection.execute_wrapper(count):
        try:
            yield
        finally:
            span.set_attribute("db.system.name", connection.vendor)
            span.set_attribute("contracts.statements", count.statements)


def _is_wanted() -> bool:
    """Tell whether anybody has brought an SDK."""
    waits = isinstance(tracer, trace.ProxyTracer)
    return not waits or not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


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
