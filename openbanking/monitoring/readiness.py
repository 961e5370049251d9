"""What the service needs before it can do its work."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError
from django.db import connection as database
from django.db.migrations.executor import MigrationExecutor

from openbanking.fields.encryption import Secret, UnreadableSecret
from openbanking.models import PowensUser


def _database_answers() -> bool:
    try:
        with database.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _migrations_applied() -> bool:
    try:
        executor = MigrationExecutor(database)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _secrets_open() -> bool:
    """Tell whether the keys open a stored secret, or one sealed just now where none is stored."""
    try:
        user = PowensUser.objects.exclude(token=None).only("token").first()
        (user.token if user and user.token else Secret.seal("probe")).reveal()
    except (DatabaseError, UnreadableSecret):
        return False
    return True


READINESS: dict[str, Callable[[], bool]] = {
    "database": _database_answers,
    "migrations": _migrations_applied,
    "encryption": _secrets_open,
}
