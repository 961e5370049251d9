"""Restore a backup: judged whole before anything is touched, compared whole before anything is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from openbanking.backups.contents import Head, opened
from openbanking.backups.databases import Database, database
from openbanking.backups.making import Show, nothing_shown
from openbanking.backups.refusals import Refused
from openbanking.backups.states import (
    applied_to,
    expect_known,
    migrate_on,
    migrate_the_rest,
    migrate_to,
    tables_at,
)
from openbanking.backups.tables import Table, Total, counted, models_of, tables_of, total_of
from openbanking.models.keyring import keyring

# Rows that every database has once it was migrated: they say nothing of anybody.
MADE_BY_MIGRATIONS = frozenset(
    {
        "auth.Group",
        "auth.Group_permissions",
        "auth.Permission",
        "contenttypes.ContentType",
        "openbanking.ServiceKey",
    }
)
# Tables that no model has: those of migrations, and of the cache, which a migration makes.
WITHOUT_A_MODEL = frozenset({MigrationRecorder.Migration._meta.db_table, "cache"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was restored, and by how many migrations it is older than what there is now."""

    head: Head
    rows: int
    migrated: int


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that is as it was written."""

    head: Head
    totals: dict[str, Total]

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.totals.values())


def examine(path: Path, *, show: Show = nothing_shown) -> Examined:
    """Read a backup from its beginning to its end. Raises Refused for one that cannot be restored."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}.") from None
    with show("Checking", total=size) as advance, opened(path, advance) as reading:
        for _, rows in reading.tables():
            for _ in rows:
                pass
    expect_known(reading.head.migrations)
    return Examined(reading.head, reading.totals)


def restore(path: Path, *, replace: bool = False, show: Show = nothing_shown) -> Restored:
    """Fill the present database from a backup; `replace` lets go what it holds.

    All of it or nothing: raises Refused before anything is changed, and puts back what there was where
    something fails on the way.
    """
    found = examine(path, show=show)
    way = database()
    _expect_ours(way, found.head)
    if not replace and holds_data():
        raise Refused("This database holds data. Give --replace to have the backup in place of it.")
    with way.emptied():
        _fill(path, found, way, show)
        _compare(found, show)
        migrate_on()
        migrated = len(applied_to(connection)) - len(found.head.migrations)
    migrate_the_rest()
    return Restored(head=found.head, rows=found.rows, migrated=migrated)


def holds_data() -> bool:
    """Tell whether there is a row in the present database that nobody's migration put there."""
    there = set(database().tables())
    models = [each for each in models_of(apps) if each._meta.label not in MADE_BY_MIGRATIONS]
    return any(
        each._meta.db_table in there and each._base_manager.order_by().values("pk")[:1].exists()
        for each in models
    )


def _expect_ours(way: Database, head: Head) -> None:
    """Raise Refused where there are tables that no version of the service made: they would go too."""
    there = way.tables()
    known = {*WITHOUT_A_MODEL, *(each.name for each in head.tables)}
    known |= {each._meta.db_table for each in apps.get_models(include_auto_created=True)}
    prefixes = tuple(f"{each.label}_" for each in apps.get_app_configs())
    foreign = sorted(each for each in there if each not in known and not each.startswith(prefixes))
    if foreign:
        raise Refused(
            f"There are tables of somebody else in this database ({', '.join(foreign[:5])}). Give the "
            "service one of its own."
        )


def _fill(path: Path, found: Examined, way: Database, show: Show) -> None:
    with show("Making tables", total=len(found.head.migrations)) as advance:
        migrate_to(found.head.migrations, advance)
    models = tables_at(found.head.migrations)
    there, written = _columns(tables_of(models)), _columns(found.head.tables)
    if differing := sorted({name for name, _ in there ^ written}):
        raise Refused(f"Its migrations make other tables here: {', '.join(differing[:5])}.")
    with (
        way.unchecked(),
        opened(path) as reading,
        show("Restoring", total=found.rows) as advance,
    ):
        for table, rows in reading.tables():
            way.load(table, counted(rows, advance))
    way.settle(models_of(models))
    # Those that migrations made are gone: what migrates on encrypts with those of the rows.
    keyring.forget()


def _columns(tables: Iterable[Table]) -> set[tuple[str, str]]:
    return {(each.name, column.name) for each in tables for column in each.columns}


def _compare(found: Examined, show: Show) -> None:
    """Raise Refused unless every table adds up to what was written of it."""
    with show("Comparing", total=found.rows) as advance:
        for table in found.head.tables:
            if total_of(connection, table, advance) != found.totals[table.name]:
                raise Refused(f"What was restored of {table.name} is not what was written.")
