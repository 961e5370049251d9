"""What restoring does in each database's own way: the way is chosen here alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from django.db import connection
from django.db.models import Model

from openbanking.backups.databases import postgresql, sqlite
from openbanking.backups.tables import Table


class Database(Protocol):
    """One database's way."""

    def tables(self) -> list[str]:
        """Return the tables there are."""
        ...

    def emptied(self) -> AbstractContextManager[None]:
        """Let the present database have no tables in a block; what was there is back if that fails."""
        ...

    def unchecked(self) -> AbstractContextManager[None]:
        """Check no references in a block, and all of them at its end. Raises Refused for a wrong one."""
        ...

    def load(self, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        """Put rows into a table. Raises Refused for one that the database does not take."""
        ...

    def settle(self, models: Sequence[type[Model]]) -> None:
        """Have the database go on from the rows that are there now."""
        ...


def database() -> Database:
    """Return the way of the present database."""
    return postgresql if connection.vendor == "postgresql" else sqlite
