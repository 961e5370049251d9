"""What the cache has counted and remembered: Django deletes what is over only once the table is full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

OVER = "FROM cache WHERE expires < %s"


@dataclass(frozen=True, slots=True)
class Cached:
    """Counts of tries and codes that were used, in a table that no model has."""

    name: str
    setting: str = ""

    def count(self, before: datetime) -> int:
        """Count what was over before that time."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) {OVER}", [_written(before)])
            return int(cursor.fetchone()[0])

    def forget(self, before: datetime) -> Iterator[int]:
        """Delete it, all in one statement: a row is small, and lives for a day at most."""
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE {OVER}", [_written(before)])
            yield int(cursor.rowcount)


def _written(time: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(time)
