"""Rows of PostgreSQL as values and not as text: the driver makes them in C, instants above all.

Django reads an instant by a function in Python, which takes most of the time of a long list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import Format


def sends_binary(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether the database can send values: PostgreSQL does where the server binds parameters."""
    options = connection.settings_dict.get("OPTIONS", {})
    return connection.vendor == "postgresql" and bool(options.get("server_side_binding"))


def read_binary(cursor: Any, make: Callable[[Iterable[Any]], Any]) -> None:
    """Have a cursor of Django's receive values, and make a row of each tuple of them.

    Values are what Django's own cursors give but for JSON, which comes as text there.
    """
    cursor.cursor.format = Format.BINARY
    cursor.cursor.row_factory = lambda _: make
