"""SQLite: a file beside the present one is filled, and put in its place once it is right."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, connections, transaction
from django.db.models import Model

from openbanking.backups.refusals import Refused
from openbanking.backups.tables import BATCH, Table, listed, quoted, row_changes


def tables() -> list[str]:
    """Return the tables there are, without SQLite's own."""
    names = connection.introspection.table_names()
    return [each for each in names if not each.startswith("sqlite_")]


@contextmanager
def emptied() -> Iterator[None]:
    """Let an empty file be the present database in the block, and its contents that of ours after it."""
    target = Path(connection.settings_dict["NAME"])
    with tempfile.TemporaryDirectory(dir=target.resolve().parent, prefix=f"{target.name}.") as folder:
        fresh = Path(folder) / target.name
        with _present(fresh):
            yield
        # SQLite's own copy: whoever reads the old contents meanwhile goes on reading them.
        with closing(sqlite3.connect(fresh)) as made, closing(sqlite3.connect(target)) as present:
            made.backup(present)


@contextmanager
def _present(file: Path) -> Iterator[None]:
    """Have the present database be another file: migrations ask whichever that is."""
    ours = connections[DEFAULT_DB_ALIAS]
    ours.close()
    other = ours.copy()
    other.settings_dict["NAME"] = str(file)
    connections[DEFAULT_DB_ALIAS] = other
    try:
        yield
    finally:
        other.close()
        connections[DEFAULT_DB_ALIAS] = ours


@contextmanager
def unchecked() -> Iterator[None]:
    """Check no references in the block, which is one transaction, and all of them at its end."""
    connection.disable_constraint_checking()
    try:
        with transaction.atomic():
            yield
            connection.check_constraints()
    except IntegrityError as error:
        # It names tables and columns, and the ids of rows.
        raise Refused(f"Rows refer to others that are not there. {error}") from None
    finally:
        connection.enable_constraint_checking()


def load(table: Table, rows: Iterable[Sequence[Any]]) -> None:
    """Put rows in place of what migrations put into a table."""
    name, change = quoted(connection, table.name), row_changes(connection, table)
    places = ", ".join(["%s"] * len(table.columns))
    changed = map(change, rows)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {name}")
        while batch := list(islice(changed, BATCH)):
            try:
                cursor.executemany(
                    f"INSERT INTO {name} ({listed(connection, table)}) VALUES ({places})",
                    batch,
                )
            except IntegrityError as error:
                raise Refused(f"SQLite does not take a row of {table.name}: {error}.") from None


def settle(models: Sequence[type[Model]]) -> None:
    """Have the planner know the tables; numbers go on by themselves."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
