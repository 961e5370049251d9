"""PostgreSQL: all of it in one transaction, rows by COPY, references checked once they are all there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from psycopg import Error
from psycopg.sql import SQL, Identifier

from openbanking.backups.refusals import Refused
from openbanking.backups.tables import LEFT_OUT, Table, listed, quoted, row_changes

MIGRATIONS = MigrationRecorder.Migration._meta.db_table
# What belongs to an extension is not ours.
_NO_EXTENSION = (
    "NOT EXISTS (SELECT FROM pg_depend WHERE pg_depend.objid = {0}.oid AND pg_depend.deptype = 'e')"
)
TABLES = (
    "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') "
    "AND relnamespace = current_schema()::regnamespace AND " + _NO_EXTENSION.format("pg_class")
)
# Functions and types that migrations made: they begin with the name of an app, as its tables do.
ROUTINES = (
    "SELECT oid::regprocedure::text FROM pg_proc "
    "WHERE pronamespace = current_schema()::regnamespace AND proname ~ %s AND "
    + _NO_EXTENSION.format("pg_proc")
)
TYPES = (
    "SELECT oid::regtype::text FROM pg_type WHERE typnamespace = current_schema()::regnamespace "
    "AND typname ~ %s AND (typtype IN ('d', 'e') OR (typtype = 'c' AND EXISTS (SELECT FROM pg_class "
    "WHERE pg_class.oid = typrelid AND relkind = 'c'))) AND " + _NO_EXTENSION.format("pg_type")
)
REFERENCES = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
)


def tables() -> list[str]:
    """Return the tables there are in the schema, without those of extensions."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return [name for (name,) in cursor.fetchall()]


@contextmanager
def emptied() -> Iterator[None]:
    """Have no tables, functions or types of ours, in one transaction with whatever the block does.

    The queue's stay, and that its migrations have run.
    """
    labels = {each.label for each in apps.get_app_configs()} - LEFT_OUT
    ours = f"^({'|'.join(sorted(labels))})_"
    stay = (MIGRATIONS, *(f"{each}_" for each in LEFT_OUT))
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            there = tables()
            for name in there:
                if not name.startswith(stay):
                    cursor.execute(SQL("DROP TABLE IF EXISTS {} CASCADE").format(Identifier(name)))
            if MIGRATIONS in there:
                cursor.execute(f"DELETE FROM {MIGRATIONS} WHERE app <> ALL(%s)", [[*LEFT_OUT]])
            for found, statement in ((ROUTINES, "DROP ROUTINE {} CASCADE"), (TYPES, "DROP TYPE {}")):
                cursor.execute(found, [ours])
                for (name,) in cursor.fetchall():
                    # Quoted by the database itself.
                    cursor.execute(statement.format(name))
        yield


@contextmanager
def unchecked() -> Iterator[None]:
    """Leave references out in the block, and put them back: each table is then read once for them."""
    with connection.cursor() as cursor:
        cursor.execute(REFERENCES)
        references = cursor.fetchall()
        for table, name, _ in references:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {quoted(connection, name)}")
    yield
    with connection.cursor() as cursor:
        for table, name, definition in references:
            constraint = quoted(connection, name)
            try:
                cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {definition}")
            except IntegrityError:
                raise Refused(f"Rows of {table} refer to others that are not there ({name}).") from None


def load(table: Table, rows: Iterable[Sequence[Any]]) -> None:
    """Put rows in place of what migrations put into a table, by COPY: the database reads the values."""
    name, change = quoted(connection, table.name), row_changes(connection, table)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {name}")
        try:
            with cursor.copy(f"COPY {name} ({listed(connection, table)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(change(row))
        except (DatabaseError, Error) as error:
            # What the database says quotes the row.
            raise Refused(_complaint(table, error)) from None


def _complaint(table: Table, error: Exception) -> str:
    cause = error if isinstance(error, Error) else error.__cause__
    context = getattr(getattr(cause, "diag", None), "context", None) or ""
    named = re.search(r", column (\w+)", context)
    where = f", column {named[1]}" if named else ""
    return f"PostgreSQL does not take a row of {table.name}{where}: {type(cause).__name__}."


def settle(models: Sequence[type[Model]]) -> None:
    """Have numbers go on after the largest there is, and the planner know the tables."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
        for model in models:
            cursor.execute(f"ANALYZE {quoted(connection, model._meta.db_table)}")
