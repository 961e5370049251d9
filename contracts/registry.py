"""The operations of the service, and the decorators that declare one."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypedDict, TypeVar, Unpack

from contracts.problems import Problem
from contracts.schema.shapes import Input, Record
from contracts.spec import (
    IO,
    RATE_OF_QUERIES,
    Auth,
    Deprecation,
    Example,
    Handler,
    Kind,
    Link,
    Meta,
    Operation,
    Policy,
    Rate,
    Stability,
    Telemetry,
    version_tuple,
)

Function = TypeVar("Function", bound=Handler)


class AlreadyRegistered(Exception):
    """Two functions claim the same operation and version."""


class Registry:
    """Operations by key and major version: 1.1.0 takes the place of 1.0.0, 2.0.0 lives beside it."""

    def __init__(self) -> None:
        self._operations: dict[tuple[str, int], Operation] = {}

    def __iter__(self) -> Iterator[Operation]:
        return iter([self._operations[each] for each in sorted(self._operations)])

    def __len__(self) -> int:
        return len(self._operations)

    def register(self, operation: Operation) -> None:
        """Add an operation; raises AlreadyRegistered, or ValueError for a malformed version."""
        version = version_tuple(operation.meta.version)
        identity = operation.meta.key, version[0]
        present = self._operations.get(identity)
        if present is not None:
            there = version_tuple(present.meta.version)
            if there == version:
                raise AlreadyRegistered(f"{operation} is declared twice. Raise one's version.")
            if there > version:
                return
        self._operations[identity] = operation

    def __getitem__(self, key: str) -> Operation:
        """Return the newest operation of a key; raises KeyError."""
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def majors(self, key: str) -> list[Operation]:
        """Return every major of an operation, the oldest first."""
        return [each for each in self if each.meta.key == key]

    def get(self, key: str, version: str | None = None) -> Operation | None:
        """Return an operation by exact version, by major (`1`, `v1`), or the newest one."""
        versions = self.majors(key)
        if version is None:
            return versions[-1] if versions else None
        wanted = version.removeprefix("v")
        return next((each for each in versions if wanted in (each.meta.version, str(each.major))), None)


registry = Registry()


def successor_of(operation: Operation, operations: Registry = registry) -> Operation | None:
    """Return the newest major of the same operation, if it is a later one."""
    newest = operations.get(operation.meta.key)
    return newest if newest and newest.major > operation.major else None


class Options(TypedDict, total=False):
    """What a declaration may add."""

    title: str  # the key unless it is given
    idempotent: bool  # whether running it twice is running it once; true of queries
    stability: Stability
    auth: Auth
    rate: Rate  # of a query RATE_OF_QUERIES unless it is given
    errors: Sequence[type[Problem]]  # what the handler raises by itself
    examples: Sequence[Example]
    links: Sequence[Link]  # queries that an answer leads to
    telemetry: Telemetry
    deprecation: Deprecation
    revision: Handler  # takes what the handler takes; changes whenever the answer would
    history: Mapping[str, str]
    into: Registry


def operation(
    kind: Kind,
    key: str,
    version: str,
    *,
    input: type[Input],
    output: type[Record],
    goal: str,
    context: str,
    owners: Sequence[str],
    tags: Sequence[str],
    **options: Unpack[Options],
) -> Callable[[Function], Function]:
    """Declare a function as an operation; the function stays as it is.

    Its docstring is the description. By position it takes the `caller`, the `tenant`, or both, in any
    order; by keyword the fields of the input. An operation that takes a tenant has an optional input
    field `tenant_id`, which the policy turns into the tenant: the handler never sees it.
    """
    facts = {"goal": goal, "context": context, "owners": tuple(owners), "tags": tuple(tags)}
    io = IO(input=input, output=output)

    def declare(function: Function) -> Function:
        meta = _meta(function, options, key=key, version=version, **facts)
        options.get("into", registry).register(_operation(function, kind, meta, io, options))
        return function

    return declare


def _meta(function: Handler, options: Options, **facts: Any) -> Meta:
    deprecation = options.get("deprecation")
    stability = options.get("stability", Stability.EXPERIMENTAL)
    return Meta(
        description=(inspect.getdoc(function) or "").split("\n\n")[0],
        title=options.get("title", ""),
        stability=Stability.DEPRECATED if deprecation else stability,
        deprecation=deprecation,
        **facts,
    )


def _operation(function: Handler, kind: Kind, meta: Meta, io: IO, options: Options) -> Operation:
    return Operation(
        kind=kind,
        meta=meta,
        io=io,
        policy=_policy(kind, options),
        handler=function,
        idempotent=options.get("idempotent", kind is Kind.QUERY),
        errors=tuple(options.get("errors", ())),
        examples=tuple(options.get("examples", ())),
        links=tuple(options.get("links", ())),
        telemetry=options.get("telemetry"),
        revision=options.get("revision"),
        history=options.get("history", {}),
    )


def _policy(kind: Kind, options: Options) -> Policy:
    auth = options.get("auth", Auth.USER)
    # Strangers are told apart by their addresses alone, which have a rate of their own.
    is_counted = kind is Kind.QUERY and auth is not Auth.ANONYMOUS
    return Policy(auth=auth, rate=options.get("rate", RATE_OF_QUERIES if is_counted else None))


query = partial(operation, Kind.QUERY)  # changes nothing: GET
command = partial(operation, Kind.COMMAND)  # does something: POST
