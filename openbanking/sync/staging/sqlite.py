"""Staging on SQLite: rows by batches, and differences counted before they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from openbanking.sync.staging.statements import (
    adding,
    adding_values,
    changing,
    differing,
    listed,
    moment_value,
    owners_value,
    telling,
)
from openbanking.sync.staging.table import STAGED, TABLE, Row, staged_fields

# A row that is read again takes the place of what was read before.
KEY = "PRIMARY KEY"
SETTLING = ""
EMPTYING = f"DELETE FROM {TABLE}"
# It knows what is in a temporary table well enough.
ANALYSING = ""
OWNER = "SELECT value AS id, key AS external_id FROM json_each(%s)"
DIFFERING = differing(OWNER, differ="IS NOT")
INSERTING = (
    f"INSERT OR REPLACE INTO {TABLE} ({listed(STAGED)}) VALUES ({', '.join(['%s'] * len(STAGED))})"
)
# An update gives back columns of the table it changes alone, so what it will change is counted first.
COUNTING = (
    f"SELECT account_id, taken_back, count(*) FROM ({DIFFERING}) AS found "
    "GROUP BY account_id, taken_back"
)
CHANGING = changing(DIFFERING)
ADDING = adding(OWNER)

TELLING = telling(OWNER, differ="IS NOT")


def load(rows: Sequence[Row]) -> None:
    """Put rows into the table."""
    prepared = [each.get_db_prep_save for each in staged_fields()]
    with connection.cursor() as cursor:
        cursor.executemany(
            INSERTING,
            [
                [prepare(value, connection) for prepare, value in zip(prepared, row, strict=True)]
                for row in rows
            ],
        )


def change(accounts: Mapping[str, UUID], *, now: datetime) -> Iterator[tuple[UUID, bool, int]]:
    """Change rows of ours that differ; yields by account how many, and how many were taken back."""
    owners = owners_value(accounts)
    with connection.cursor() as cursor:
        cursor.execute(COUNTING, [owners])
        counted = cursor.fetchall()
        if counted:
            cursor.execute(CHANGING, [moment_value(now, connection), owners])
    for account, taken_back, rows in counted:
        yield UUID(account), bool(taken_back), rows


def add(accounts: Mapping[str, UUID], *, now: datetime) -> Iterator[tuple[UUID, int]]:
    """Add rows that are not ours; yields by account how many."""
    with connection.cursor() as cursor:
        cursor.execute(ADDING, adding_values(accounts, now, connection))
        counted = Counter(account for (account,) in cursor.fetchall())
    for account, rows in counted.items():
        yield UUID(account), rows


def moment(found: Any) -> datetime:
    """Return a moment that an aggregate gives, which is text."""
    return datetime.fromisoformat(found).replace(tzinfo=UTC)
