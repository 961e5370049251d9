"""What an operation is: plain data, from which everything around it is derived."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from contracts.problems import Problem
from contracts.schema.shapes import Input, Record

Handler = Callable[..., Any]
# What an Idempotency-Key may be: printable ASCII without a space around it.
LONGEST_IDEMPOTENCY_KEY = 255
IDEMPOTENCY_KEY = r"^[!-~]([ -~]*[!-~])?$"
Answered = TypeVar("Answered", covariant=True)
# What a handler may take by position, besides its input by keyword.
SUBJECTS = frozenset({"caller", "tenant"})


class Kind(StrEnum):
    """Whether running it changes anything."""

    QUERY = "query"
    COMMAND = "command"


class Auth(StrEnum):
    """Who may run it."""

    ANONYMOUS = "anonymous"
    USER = "user"
    ADMIN = "admin"


class Stability(StrEnum):
    """How far it can be relied upon."""

    IDEA = "idea"
    IN_CREATION = "in_creation"
    EXPERIMENTAL = "experimental"
    BETA = "beta"
    STABLE = "stable"
    DEPRECATED = "deprecated"


class RateScope(StrEnum):
    """Whose calls are counted together against a rate."""

    CREDENTIAL = "credential"  # a token; without one the user
    USER = "user"
    TENANT = "tenant"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Rate:
    """How many calls a minute are let through."""

    calls: int
    by: RateScope = RateScope.USER


# What a query has that declares no rate: as many as a process answers of the quickest, and no loop more.
RATE_OF_QUERIES = Rate(300_000, by=RateScope.CREDENTIAL)
# For queries that work for a while: sums over years, searches, what is converted day by day.
HEAVY = Rate(12_000, by=RateScope.CREDENTIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deprecation:
    """Since when nobody should begin with it, and from when on it may be gone."""

    since: date
    sunset: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telemetry:
    """The events that report a run, and what they carry.

    Properties are wire names of the input or the answer; `counts` names properties that are the
    length of a list there. A failure carries the properties it has by then, and `error`.
    """

    success: str
    failure: str | None = None
    properties: Sequence[str] = ()
    counts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What it is called and what it is for."""

    key: str
    version: str
    description: str
    goal: str
    context: str
    owners: tuple[str, ...]
    tags: tuple[str, ...]
    stability: Stability
    title: str = ""
    deprecation: Deprecation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IO:
    """What it takes and what it gives."""

    input: type[Input]
    output: type[Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What must hold before it runs."""

    auth: Auth
    rate: Rate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A call that shows what it does, and an answer it may get, both as they go over the wire."""

    title: str
    input: Mapping[str, Any]
    answer: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A query that an answer leads to.

    `parameters` are its inputs by wire name, each with the place of its value in the answer as a JSON
    Pointer without the first slash: `{"accountId": "accounts/0/id"}`.
    """

    key: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Revised(Generic[Answered]):
    """What a handler returns that learns the revision of its data with the data, in one statement.

    It is what the operation's `revision` would return at that moment.
    """

    answer: Answered
    revision: object


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One promise of the service. Its identity in the registry is key and major version."""

    kind: Kind
    meta: Meta
    io: IO
    policy: Policy
    handler: Handler
    # Whether running it twice leaves things as running it once does; so does every query.
    idempotent: bool
    # What the handler may refuse with, besides what every operation of its kind may.
    errors: tuple[type[Problem], ...] = ()
    examples: tuple[Example, ...] = ()
    links: tuple[Link, ...] = ()
    telemetry: Telemetry | None = None
    # What each version brought, by version, for people.
    history: Mapping[str, str] = field(default_factory=dict)
    # What the answer depends on, as something that changes with it; saves building one the caller has.
    revision: Handler | None = None

    def __str__(self) -> str:
        return f"{self.meta.key} {self.meta.version}"

    @property
    def named(self) -> dict[str, str]:
        """Return what names it in a problem document."""
        return {"key": self.meta.key, "version": self.meta.version, "kind": str(self.kind)}

    @property
    def major(self) -> int:
        return int(self.meta.version.split(".")[0])

    @property
    def method(self) -> str:
        """Return the HTTP method: the kind decides it, nobody picks one."""
        return "GET" if self.kind is Kind.QUERY else "POST"

    @property
    def title(self) -> str:
        """Return the declared title, else the key."""
        return self.meta.title or self.meta.key

    @cached_property
    def is_tenanted(self) -> bool:
        """Tell whether the handler works on a tenant, which the policy then resolves."""
        return "tenant" in subjects_of(self.handler)

    @cached_property
    def answers_with_revision(self) -> bool:
        """Tell whether the handler gives the revision with its answer, as a Revised."""
        return get_origin(_answered_by(self.handler)) is Revised

    @property
    def returned(self) -> Any:
        """Return the type of the answer, as the handler declares it; None where it does not."""
        declared = _answered_by(self.handler)
        return get_args(declared)[0] if self.answers_with_revision else declared

    @property
    def path(self) -> str:
        return f"{self._base}/v{self.meta.version}"

    @property
    def alias_path(self) -> str:
        """Return the path that always serves the newest version of this major."""
        return f"{self._base}/v{self.major}"

    @property
    def earlier_paths(self) -> list[str]:
        """Return the paths of the versions of this major that it took the place of, compatibly."""
        present = version_tuple(self.meta.version)
        return [
            f"{self._base}/v{version}"
            for version in self.history
            if version_tuple(version)[0] == self.major and version_tuple(version) < present
        ]

    @property
    def addresses(self) -> list[str]:
        """Return every path that it is served at, its own first."""
        return [self.path, self.alias_path, *self.earlier_paths]

    @property
    def _base(self) -> str:
        return self.meta.key.replace(".", "/")

    @cached_property
    def source(self) -> str:
        """Return the definition as it is written, decorator and all."""
        return inspect.cleandoc(inspect.getsource(self.handler))


@cache
def subjects_of(handler: Handler) -> tuple[str, ...]:
    """Return the names of what a handler takes by position, in its order."""
    parameters = inspect.signature(handler).parameters.values()
    return tuple(each.name for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD)


def _answered_by(handler: Handler) -> Any:
    return get_type_hints(handler).get("return")


VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


def version_tuple(version: str) -> tuple[int, ...]:
    """Return the version's numbers, to compare by; raises ValueError unless there are three."""
    if not VERSION.fullmatch(version):
        raise ValueError(f"{version!r} is not a version of three numbers, such as 1.0.0.")
    return tuple(int(part) for part in version.split("."))
