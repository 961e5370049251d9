"""Pages are made of what the public operations answer, asked with the session of whoever looks.

    worth = ask(request, "openbanking.networth.get", NetWorthAnswer, tenant_id=family.id)

Policy, tenancy, validation and the audit are those of every other channel.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest

from contracts import Caller, Channel, Values, registry, run, wire_name

Answer = TypeVar("Answer", bound=Values)


def ask(request: HttpRequest, key: str, kind: type[Answer], /, **given: object) -> Answer:
    """Return the values that an operation answers with.

    The input is given by its Python names, None for what is left out. Raises Problem
    for what is refused, TypeError where the answer is not of this kind.
    """
    values: Answer = _run(request, key, given).values(kind)
    return values


def ask_all(request: HttpRequest, key: str, kind: type[Answer], /, **given: object) -> Iterator[Answer]:
    """Yield every page that a list answers with; raises what `ask` does."""
    cursor: str | None = None
    while True:
        page: Any = ask(request, key, kind, **given, cursor=cursor)
        yield page
        cursor = page.next_cursor
        if cursor is None:
            return


def command(request: HttpRequest, key: str, **given: object) -> None:
    """Run a command whose answer is not needed; raises Problem for what is refused."""
    _run(request, key, given)


def _run(request: HttpRequest, key: str, given: dict[str, object]) -> Any:
    data = {wire_name(name): _wire(value) for name, value in given.items() if value is not None}
    return run(registry[key], _caller(request), data)


def _caller(request: HttpRequest) -> Caller:
    """Return whoever looks, the same for all that a page asks."""
    caller: Caller | None = getattr(request, "caller", None)
    if caller is None:
        caller = request.caller = Caller(user=request.user, channel=Channel.PAGE)  # type: ignore[attr-defined]  # ours
    return caller


def _wire(value: object) -> object:
    """Return a value as it would have come over the wire."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
