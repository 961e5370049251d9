"""Whose rows the present request, or run, may see: said here, and sent along with each statement.

Nothing is seen where nothing is said. What is said ends with the block, whatever happens in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from typing import NamedTuple
from uuid import UUID

EVERY = "*"


class Scope(NamedTuple):
    """Whose rows are seen, as PostgreSQL is given it."""

    # Ids, comma separated; a star for those of every tenant.
    tenants: str = ""
    # Who is known to call: somebody's own memberships tell which tenants there are to be seen.
    person: str = ""


NOTHING = Scope()
_present: ContextVar[Scope] = ContextVar("openbanking.walls", default=NOTHING)


def present() -> Scope:
    """Return whose rows may be seen now."""
    return _present.get()


def seeing(tenants: Iterable[UUID] = (), *, person: UUID | None = None) -> _Block:
    """See the rows of these tenants, and a person's own, in a block; nothing else, whatever was seen."""
    return _Block(Scope(",".join(map(str, tenants)), "" if person is None else str(person)))


def seeing_every_tenant(*, person: UUID | None = None) -> _Block:
    """See the rows of every tenant in a block: for staff, and for what concerns all of them.

    Whoever calls this keeps tenants apart by themselves; a test lists the modules that do.
    """
    return _Block(Scope(EVERY, "" if person is None else str(person)))


def seen_again(scope: Scope) -> _Block:
    """See in a block what was seen in another that has ended."""
    return _Block(scope)


class _Block:
    """A context manager in few steps: each read enters one."""

    __slots__ = ("_scope", "_token")

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def __enter__(self) -> Scope:
        self._token = _present.set(self._scope)
        return self._scope

    def __exit__(self, *error: object) -> None:
        _present.reset(self._token)
