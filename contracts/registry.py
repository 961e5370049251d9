"""The operations of the service, and the decorators that declare one."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeVar

from contracts.problems import Problem
from contracts.schema.shapes import Input, Record
from contracts.spec import (
    IO,
    Auth,
    Deprecation,
    Example,
    Handler,
    Kind,
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
    title: str = "",
    stability: Stability = Stability.EXPERIMENTAL,
    auth: Auth = Auth.USER,
    rate: Rate | None = None,
    errors: Sequence[type[Problem]] = (),
    examples: Sequence[Example] = (),
    telemetry: Telemetry | None = None,
    deprecation: Deprecation | None = None,
    revision: Handler | None = None,
    history: Mapping[str, str] | None = None,
    into: Registry = registry,
) -> Callable[[Function], Function]:
    """Declare a function as an operation; the function stays as it is.

    Its docstring is the description. By position it takes the `caller`, the `tenant`, or both, in any
    order; by keyword the fields of the input. An operation that takes a tenant has an optional input
    field `tenant_id`, which the policy turns into the tenant: the handler never sees it.

    `errors` are the problems the handler raises by itself. `revision` takes what the handler takes and
    returns something that changes whenever the answer would. `title` is derived from the key unless
    it is given.
    """

    def declare(function: Function) -> Function:
        into.register(
            Operation(
                kind=kind,
                meta=Meta(
                    key=key,
                    version=version,
                    description=(inspect.getdoc(function) or "").split("\n\n")[0],
                    goal=goal,
                    context=context,
                    owners=tuple(owners),
                    tags=tuple(tags),
                    title=title,
                    stability=Stability.DEPRECATED if deprecation else stability,
                    deprecation=deprecation,
                ),
                io=IO(input=input, output=output),
                policy=Policy(auth=auth, rate=rate),
                handler=function,
                errors=tuple(errors),
                examples=tuple(examples),
                telemetry=telemetry,
                revision=revision,
                history=history or {},
            )
        )
        return function

    return declare


query = partial(operation, Kind.QUERY)  # changes nothing: GET
command = partial(operation, Kind.COMMAND)  # does something: POST
