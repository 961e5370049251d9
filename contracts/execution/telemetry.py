"""What is reported of every run: an event, a line in the log, and a count."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.dispatch import Signal
from prometheus_client import Counter, Histogram

from contracts.caller import Caller
from contracts.conf import contracts_settings
from contracts.execution.masking import masked
from contracts.execution.signals import operation_finished
from contracts.execution.tracing import current_request_id
from contracts.problems import Problem
from contracts.schema.exact_json import encode
from contracts.schema.values import as_mapping
from contracts.schema.writing import Body
from contracts.spec import Operation

logger = logging.getLogger("contracts.telemetry")

# Sent by the class Operation for every run of an operation that declares telemetry, with
#   name        the event's name,
#   properties  what it carries, personal values masked.
event_reported = Signal()

RUNS = Counter("contracts_runs", "Runs of operations.", ["operation", "version", "channel", "outcome"])
SECONDS = Histogram("contracts_run_seconds", "How long runs took.", ["operation", "version"])


def report(
    *,
    operation: Operation,
    caller: Caller,
    data: Mapping[str, Any],
    answer: Body | None,
    problem: Problem | None,
    seconds: float,
    **kwargs: object,
) -> None:
    """Report a run: what ran, for how long, and how it ended; never whose data it was."""
    meta = operation.meta
    outcome = problem.code if problem else "OK"
    runs, duration = _series_of(meta.key, meta.version, caller.channel, outcome)
    runs.inc()
    duration.observe(seconds)
    line: dict[str, Any] = {
        "operation": meta.key,
        "version": meta.version,
        "channel": str(caller.channel),
        "caller": caller.id,
        "request": current_request_id.get(),
        "outcome": outcome,
        "milliseconds": round(seconds * 1000),
    }
    name, properties = event_of(operation, data, answer, problem)
    if name:
        event_reported.send_robust(Operation, name=name, properties=properties)
        line |= {"event": name, "properties": properties}
    logger.info("%s", encode(line).decode())


@cache
def _series_of(key: str, version: str, channel: str, outcome: str) -> tuple[Counter, Histogram]:
    return RUNS.labels(key, version, channel, outcome), SECONDS.labels(key, version)


def event_of(
    operation: Operation,
    data: Mapping[str, Any],
    answer: Body | None,
    problem: Problem | None,
) -> tuple[str | None, dict[str, Any]]:
    """Return the event of a run and its properties, masked; no name for a run that has none."""
    declared = operation.telemetry
    if declared is None:
        return None, {}
    known = {**data, **({} if answer is None else as_mapping(answer))}
    properties = {name: known[name] for name in declared.properties if name in known}
    if problem is not None:
        return declared.failure, masked(properties | {"error": problem.code}, personal_fields())
    properties |= {name: len(known.get(source, ())) for name, source in declared.counts.items()}
    return declared.success, masked(properties, personal_fields())


def personal_fields() -> frozenset[str]:
    """Return the wire names the domain calls personal: CONTRACTS["PERSONAL_FIELDS"]."""
    return frozenset(contracts_settings().personal_fields)


def listen() -> None:
    """Begin to report every run."""
    operation_finished.connect(report, sender=Operation, dispatch_uid="contracts.telemetry")
