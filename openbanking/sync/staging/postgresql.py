"""Staging on PostgreSQL: COPY in binary, and statements that count what they write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
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

# Rows are appended, and joined by their hashes: looking for each in an index would take longer.
KEY = ""
# Pages overlap by a few rows. Ids ascend, so they tell which was read last.
SETTLING = (
    f"DELETE FROM {TABLE} AS earlier USING {TABLE} AS later "
    "WHERE later.external_id = earlier.external_id AND later.id > earlier.id"
)
EMPTYING = f"TRUNCATE {TABLE}"
# PostgreSQL gathers no statistics of temporary tables by itself; these columns are joined by. A small
# sample tells that ids differ and accounts do not.
ANALYSING = (
    "SET default_statistics_target = 10; "
    f"ANALYZE {TABLE} (external_id, powens_account); "
    "RESET default_statistics_target"
)
# What COPY in binary has to be told of fields; all others are text.
TYPES = {
    "UUIDField": "uuid",
    "DateTimeField": "timestamptz",
    "DateField": "date",
    "BooleanField": "bool",
    "MoneyField": "numeric",
}
OWNER = "SELECT value::uuid AS id, key AS external_id FROM json_each_text(%s::json)"
COPYING = f"COPY {TABLE} ({listed(STAGED)}) FROM STDIN (FORMAT BINARY)"
CHANGING = (
    f"WITH written AS ({changing(differing(OWNER, differ='IS DISTINCT FROM'))} "
    "RETURNING target.account_id, found.taken_back) "
    "SELECT account_id, taken_back, count(*) FROM written GROUP BY account_id, taken_back"
)
ADDING = (
    f"WITH written AS ({adding(OWNER)}) SELECT account_id, count(*) FROM written GROUP BY account_id"
)

TELLING = telling(OWNER, differ="IS DISTINCT FROM")


def load(rows: Sequence[Row]) -> None:
    """Put rows into the table."""
    with connection.cursor() as cursor, cursor.copy(COPYING) as copy:
        copy.set_types([TYPES.get(type(each).__name__, "text") for each in staged_fields()])
        for row in rows:
            copy.write_row(row)


def change(accounts: Mapping[str, UUID], *, now: datetime) -> Iterator[tuple[UUID, bool, int]]:
    """Change rows of ours that differ; yields by account how many, and how many were taken back."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGING, [moment_value(now, connection), owners_value(accounts)])
        yield from cursor.fetchall()


def add(accounts: Mapping[str, UUID], *, now: datetime) -> Iterator[tuple[UUID, int]]:
    """Add rows that are not ours; yields by account how many."""
    with connection.cursor() as cursor:
        cursor.execute(ADDING, adding_values(accounts, now, connection))
        yield from cursor.fetchall()


def moment(found: Any) -> datetime:
    """Return a moment that an aggregate gives."""
    given: datetime = found
    return given
