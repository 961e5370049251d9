"""Make a backup: every table as it was at one instant, while the service goes on."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from openbanking.backups.contents import FORMAT, Contents, Head
from openbanking.backups.refusals import Refused
from openbanking.backups.states import applied_to, expect_known, tables_at
from openbanking.backups.tables import Table, quoted, rows_of, tables_of

BEGINNING = {
    "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "sqlite": "BEGIN",
}


class Show(Protocol):
    """Shows that something is getting on: a title, and how much there is of it."""

    def __call__(self, title: str, *, total: int) -> AbstractContextManager[Callable[[int], None]]: ...


def nothing_shown(title: str, *, total: int) -> AbstractContextManager[Callable[[int], None]]:
    """Show nothing."""
    return nullcontext(lambda done: None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a backup holds."""

    tables: int
    rows: int
    size: int  # bytes


def back_up(path: Path, *, now: datetime, show: Show = nothing_shown) -> Made:
    """Write a backup to a file that is not there yet, whole or not at all.

    Raises Refused for a file that is there, and for a database that the code does not know.
    """
    if path.exists():
        raise Refused(f"{path} is there already, and is not overwritten.")
    with snapshot() as database, _whole(path) as file:
        migrations = applied_to(database)
        expect_known(migrations)
        tables = tables_of(tables_at(migrations))
        contents = Contents(
            file,
            Head(
                format=FORMAT,
                made_at=now,
                database=database.vendor,
                migrations=migrations,
                tables=tuple(tables),
            ),
        )
        rows = _count(database, tables)
        with show("Rows", total=rows) as advance:
            for table in tables:
                contents.add(table, rows_of(database, table), advance)
        contents.finish()
        size = file.tell()
    return Made(tables=len(tables), rows=rows, size=size)


@contextmanager
def snapshot() -> Iterator[BaseDatabaseWrapper]:
    """Yield a connection of its own that sees one instant of the database and holds nobody up."""
    database = connection.copy()
    if database.vendor == "sqlite":
        # Ours begin as writers do. A reader sees its instant in WAL mode beside a writer.
        database.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"
    try:
        if database.vendor == "postgresql":
            database.set_autocommit(False)
        with database.cursor() as cursor:
            cursor.execute(BEGINNING[database.vendor])
        yield database
    finally:
        database.close()


@contextmanager
def _whole(path: Path) -> Iterator[Any]:
    """Yield a file that is there under its name once all of it is on the disk, readable by us alone."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        made = Path(file.name)
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            made.rename(path)
        except BaseException:
            made.unlink(missing_ok=True)
            raise


def _count(database: BaseDatabaseWrapper, tables: list[Table]) -> int:
    rows = 0
    with database.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {quoted(database, table.name)}")
            rows += cursor.fetchone()[0]
    return rows
