"""What the service needs before it can do its work."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.db import DatabaseError
from django.db import connection as database
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from openbanking.fields.encryption import Secret, UnreadableSecret
from openbanking.models import PowensUser
from openbanking.walls.securing import holds


def _database_answers() -> bool:
    try:
        with database.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _migrations_applied() -> bool:
    try:
        return _latest_migrations() <= MigrationRecorder(database).applied_migrations().keys()
    except DatabaseError:
        return False


@cache
def _latest_migrations() -> frozenset[tuple[str, str]]:
    """Return the last migration of each app, which a process reads once: anybody may ask for health."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _secrets_open() -> bool:
    """Tell whether the keys open a stored secret, or one sealed just now where none is stored."""
    try:
        user = PowensUser.objects.exclude(token=None).only("token").first()
        (user.token if user and user.token else Secret.seal("probe")).reveal()
    except (DatabaseError, UnreadableSecret):
        return False
    return True


def _wall_holds() -> bool:
    """Tell whether PostgreSQL keeps families apart, where it is to."""
    try:
        return not settings.ROW_LEVEL_SECURITY or holds(database)
    except DatabaseError:
        return False


READINESS: dict[str, Callable[[], bool]] = {
    "database": _database_answers,
    "migrations": _migrations_applied,
    "encryption": _secrets_open,
    "row-level security": _wall_holds,
}
