"""The one way an operation runs, whichever channel the call came through."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any, TypeVar

from django.utils import timezone

from contracts.caller import Caller
from contracts.execution.call import Call
from contracts.execution.etags import tag_of, tag_of_answer
from contracts.execution.floods import counted_query
from contracts.execution.idempotency import once
from contracts.execution.policy import admit, confined, enforce
from contracts.execution.rates import Quota, counted
from contracts.execution.signals import operation_answered, operation_finished
from contracts.execution.spans import operation_span, statement_group
from contracts.problems import InternalError, Problem
from contracts.schema.reading import read
from contracts.schema.values import Values, as_mapping
from contracts.schema.writing import Body, write
from contracts.spec import Kind, Operation, Revised

Given = TypeVar("Given", bound=Values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an operation answered; no body when the caller has it already."""

    body: Body | None
    tag: str | None = None
    quota: Quota | None = None
    replayed: bool = False

    @property
    def mapping(self) -> dict[str, Any]:
        """Return the body under its wire names; nothing where there is none."""
        return {} if self.body is None else as_mapping(self.body)

    def values(self, kind: type[Given]) -> Given:
        """Return the body as the values that the handler returned; raises TypeError for others."""
        if not isinstance(self.body, kind):
            raise TypeError(f"The operation does not answer with a {kind.__name__}.")
        return self.body


def run(
    operation: Operation,
    caller: Caller,
    data: Mapping[str, Any],
    *,
    etags: Collection[str] = (),
    idempotency_key: str | None = None,
    clock: Callable[[], datetime] = timezone.now,
) -> Answer:
    """Return the answer: policy, input, rate, handler and output, in this order; of a query, rate first.

    `data` is the input under its wire names; `etags` are the tags of answers the caller has of a
    query, `idempotency_key` makes a command run once. Raises Problem for everything that is the
    caller's to fix; whatever else comes out is a fault of ours, left to the channel to report.
    """
    began = perf_counter()
    answer: Answer | None = None
    problem: Problem | None = None
    try:
        with operation_span(operation, caller):
            answer = _run(operation, caller, data, etags, idempotency_key, clock)
    except Problem as refusal:
        problem = refusal
        raise
    except Exception:
        problem = InternalError()
        raise
    finally:
        operation_finished.send_robust(
            Operation,
            operation=operation,
            caller=caller,
            data=data,
            answer=None if answer is None else answer.body,
            problem=problem,
            seconds=perf_counter() - began,
        )
    return answer


def _run(
    operation: Operation,
    caller: Caller,
    data: Mapping[str, Any],
    etags: Collection[str],
    idempotency_key: str | None,
    clock: Callable[[], datetime],
) -> Answer:
    enforce(operation, caller)
    quota = counted_query(operation, caller, now=clock()) if operation.kind is Kind.QUERY else None
    given = read(operation.io.input, data)
    with statement_group("policy"):
        call = admit(operation, caller, given)
    with confined(call):
        if operation.kind is Kind.COMMAND:
            answer = _command(call, data, idempotency_key, clock)
        else:
            answer = _query(call, etags, quota)
        with statement_group("answered"):
            operation_answered.send(Operation, call=call)
    return answer


def _command(
    call: Call,
    data: Mapping[str, Any],
    idempotency_key: str | None,
    clock: Callable[[], datetime],
) -> Answer:
    quota: Quota | None = None

    def handle() -> Body:
        nonlocal quota
        with counted(call, now=clock()) as quota:
            return _body(call, _handled(call))

    if idempotency_key is None:
        return Answer(body=handle(), quota=quota)
    body, replayed = once(call, idempotency_key, data, lambda: as_mapping(handle()), now=clock())
    return Answer(body=body, quota=quota, replayed=replayed)


def _query(call: Call, etags: Collection[str], quota: Quota | None) -> Answer:
    """Return the answer, without a body when the caller has it already.

    With a revision that is known before anything is built, where the caller has any answer.
    """
    operation = call.operation
    if operation.revision is None:
        body = _body(call, _handled(call))
        own = tag_of_answer(call, body)
        return Answer(body=None if _has(etags, own) else body, tag=own, quota=quota)
    # A tag must not be newer than its answer: the revision comes before it, or with it.
    tag = tag_of(call, _revision(call)) if etags or not operation.answers_with_revision else None
    if tag is not None and _has(etags, tag):
        return Answer(body=None, tag=tag, quota=quota)
    handled = _handled(call)
    if isinstance(handled, Revised):
        return Answer(body=_body(call, handled.answer), tag=tag_of(call, handled.revision), quota=quota)
    return Answer(body=_body(call, handled), tag=tag, quota=quota)


def _revision(call: Call) -> object:
    with statement_group("revision"):
        return call.revision()


def _handled(call: Call) -> object:
    with statement_group("handler"):
        return call.handle()


def _body(call: Call, answer: object) -> Body:
    return write(call.operation.io.output, answer)


def _has(etags: Collection[str], tag: str) -> bool:
    return "*" in etags or tag in etags
