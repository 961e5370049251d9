"""By which migrations tables are what they are: of a database, of a file, of the code."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from openbanking.backups.refusals import Refused
from openbanking.backups.tables import LEFT_OUT

Advance = Callable[[int], None]
Name = tuple[str, str]  # an app's label, and the name of a migration


def applied_to(database: BaseDatabaseWrapper) -> tuple[Name, ...]:
    """Return the migrations a database had, in order, without the queue's. Raises Refused for none."""
    if MigrationRecorder.Migration._meta.db_table not in database.introspection.table_names():
        raise Refused("This database has no tables yet.")
    with database.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return tuple((app, name) for app, name in cursor.fetchall() if app not in LEFT_OUT)


def expect_known(migrations: Iterable[Name]) -> None:
    """Raise Refused for migrations that are not in the code: they are of a newer one, or of another."""
    loader = MigrationLoader(None)
    known = set(loader.disk_migrations)
    for each in loader.replacements.values():
        known.update(each.replaces)
    if unknown := sorted(set(migrations) - known):
        named = ", ".join(f"{app} {name}" for app, name in unknown[:5])
        raise Refused(
            f"It is of a newer version of the service: {len(unknown)} migrations are not known here "
            f"({named}). Install that version first."
        )


def tables_at(migrations: Collection[Name]) -> Apps:
    """Return the models as they were once these migrations had run."""
    loader = MigrationLoader(None)
    state = ProjectState(real_apps=loader.unmigrated_apps)
    for migration in _in_order(loader, migrations):
        state = migration.mutate_state(state, preserve=False)
    models: Apps = state.apps
    return models


def migrate_to(migrations: Collection[Name], advance: Advance = lambda done: None) -> None:
    """Make the tables of these migrations in the present database, which has none of them."""

    def told(action: str, *about: object) -> None:
        if action == "apply_success":
            advance(1)

    executor = MigrationExecutor(connection, told)
    plan = [(each, False) for each in _in_order(executor.loader, migrations)]
    executor.migrate([], plan=plan)


def migrate_on() -> None:
    """Bring the tables that a backup holds to the newest migrations."""
    if connection.vendor == "postgresql":
        # Rows whose references are still to be checked keep a table from being altered.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    executor.migrate([each for each in leaves if each[0] not in LEFT_OUT])


def migrate_the_rest() -> None:
    """Migrate what is left out of backups, and bring in step what follows from migrations.

    Not in the transaction of the rest: the queue's migrations use values of enumerations that they have
    just added, which PostgreSQL allows once they are committed.
    """
    call_command("migrate", interactive=False, verbosity=0)


def _in_order(loader: MigrationLoader, migrations: Collection[Name]) -> list[Migration]:
    """Return the migrations of these names, in the order in which they run."""
    wanted, seen = set(migrations), set[Name]()
    ordered: list[Migration] = []
    for leaf in loader.graph.leaf_nodes():
        for node in loader.graph.forwards_plan(leaf):
            if node in wanted and node not in seen:
                seen.add(node)
                ordered.append(loader.graph.nodes[node])
    return ordered
