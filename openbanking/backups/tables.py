"""Which tables a backup holds, and their rows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import msgspec
from django.apps.registry import Apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from openbanking.backups.columns import FROM, INTO, Change, Kind, canonical_json, kind_of

# Work that waits in the queue is no data of anybody's: the next run does what it would have done.
LEFT_OUT = frozenset({"procrastinate"})
BATCH = 2_000

Row = TypeVar("Row")

encode = msgspec.json.Encoder().encode
decode_row: Callable[[bytes], list[Any]] = msgspec.json.Decoder(list[Any]).decode


class Column(msgspec.Struct, frozen=True, array_like=True):
    """One column, by its name in the database."""

    name: str
    kind: Kind


class Table(msgspec.Struct, frozen=True):
    """One table with the columns that are written down of it."""

    name: str
    columns: tuple[Column, ...]


class Total(msgspec.Struct, frozen=True):
    """How many rows a table has, and a digest of them all in whichever order."""

    rows: int
    digest: str


class Tally:
    """Adds rows up to a total: databases order text differently, so their order does not count."""

    def __init__(self, table: Table) -> None:
        self._json = [at for at, each in enumerate(table.columns) if each.kind is Kind.JSON]
        self._rows = self._sum = 0

    def add(self, row: list[Any], line: bytes) -> None:
        """Count a row, given as values and as the line that is written of them."""
        if self._json:
            row = row.copy()
            for at in self._json:
                if row[at] is not None:
                    row[at] = canonical_json(row[at])
            line = encode(row)
        self._rows += 1
        self._sum += int.from_bytes(hashlib.sha256(line).digest())

    @property
    def total(self) -> Total:
        return Total(rows=self._rows, digest=f"{self._sum % 2**256:064x}")


def models_of(apps: Apps) -> list[type[Model]]:
    """Return the models whose tables a backup holds: every one that has a table, but for the queue."""
    models = apps.get_models(include_auto_created=True)
    return [
        each
        for each in models
        if each._meta.managed
        and not each._meta.proxy
        and not each._meta.swapped
        and each._meta.app_label not in LEFT_OUT
    ]


def tables_of(apps: Apps) -> list[Table]:
    """Return their tables, by name. Raises Refused for a column of an unknown kind."""
    return sorted(map(_table, models_of(apps)), key=lambda table: table.name)


def _table(model: type[Model]) -> Table:
    fields = [
        each for each in model._meta.local_concrete_fields if not getattr(each, "generated", False)
    ]
    return Table(
        name=model._meta.db_table,
        columns=tuple(Column(str(each.column), kind_of(each)) for each in fields),
    )


def rows_of(database: BaseDatabaseWrapper, table: Table) -> Iterator[list[Any]]:
    """Yield the rows of a table as they are written down, with a batch of them in memory."""
    change = _changes(FROM[database.vendor], table)
    # A cursor of the server's where there is one: else the driver would fetch all rows at once.
    with database.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {listed(database, table)} FROM {quoted(database, table.name)}")
        while rows := cursor.fetchmany(BATCH):
            for row in rows:
                yield change(row)


def row_changes(database: BaseDatabaseWrapper, table: Table) -> Callable[[Sequence[Any]], list[Any]]:
    """Return what makes values for this database of a row that was written down."""
    return _changes(INTO[database.vendor], table)


def _changes(of_kinds: Any, table: Table) -> Callable[[Sequence[Any]], list[Any]]:
    found: list[tuple[int, Change]] = [
        (at, of_kinds[each.kind]) for at, each in enumerate(table.columns) if each.kind in of_kinds
    ]

    def change(row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for at, convert in found:
            if values[at] is not None:
                values[at] = convert(values[at])
        return values

    return change


def counted(rows: Iterable[Row], advance: Callable[[int], None]) -> Iterator[Row]:
    """Yield rows, and tell now and then how many there were: showing each would cost more than it."""
    number = 0
    for number, row in enumerate(rows, start=1):
        yield row
        if not number % BATCH:
            advance(BATCH)
    advance(number % BATCH)


def total_of(
    database: BaseDatabaseWrapper, table: Table, advance: Callable[[int], None] = lambda rows: None
) -> Total:
    """Add up the rows of a table as they are in a database."""
    tally = Tally(table)
    for row in counted(rows_of(database, table), advance):
        tally.add(row, encode(row))
    return tally.total


def quoted(database: BaseDatabaseWrapper, name: str) -> str:
    """Return a name as the database takes it."""
    return str(database.ops.quote_name(name))


def listed(database: BaseDatabaseWrapper, table: Table) -> str:
    """Return the columns of a table, as a list in SQL."""
    return ", ".join(quoted(database, each.name) for each in table.columns)
