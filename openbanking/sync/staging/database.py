"""Which way rows are staged and written: that of the database in use, chosen here alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import connection

from openbanking.sync.staging import postgresql, sqlite
from openbanking.sync.staging.table import Row


class Database(Protocol):
    """What a database does in its own way."""

    KEY: str
    EMPTYING: str
    SETTLING: str
    ANALYSING: str
    TELLING: str

    def load(self, rows: Sequence[Row]) -> None: ...

    def change(
        self, accounts: Mapping[str, UUID], *, now: datetime
    ) -> Iterator[tuple[UUID, bool, int]]: ...

    def add(self, accounts: Mapping[str, UUID], *, now: datetime) -> Iterator[tuple[UUID, int]]: ...

    def moment(self, found: Any) -> datetime: ...


def database() -> Database:
    """Return the way of the present database."""
    return postgresql if connection.vendor == "postgresql" else sqlite
