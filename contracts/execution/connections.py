"""A connection to the database that was cut while nobody used it costs a query nothing but a new one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

Result = TypeVar("Result")
# What a driver raises when the database is not there, among other things.
DISCONNECTED = (InterfaceError, OperationalError)


def reconnecting(query: Callable[[], Result]) -> Result:
    """Return the result of a query, run again on a new connection if the old one turns out to be cut.

    Django asks the database at each request whether it is still there (CONN_HEALTH_CHECKS), which is a
    round trip; what changes nothing can be run twice instead. Where there was no connection to be cut,
    the database is away, and not asked for a second one.
    """
    connection.health_check_done = True  # type: ignore[attr-defined]  # the stubs lack it
    was_open = connection.connection is not None
    try:
        return query()
    except DISCONNECTED:
        if not was_open or connection.in_atomic_block or connection.is_usable():
            raise
        connection.close()
        return query()
