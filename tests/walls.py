"""The second wall, put up in the database of the suite: what asks as a web process meets it there.

Everything else in a test goes on as the owner of the tables, whom no policy concerns.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.test.client import ClientHandler
from psycopg.pq import TransactionStatus
from psycopg.sql import SQL, Identifier

from openbanking.walls.cursors import ScopedCursor
from openbanking.walls.scope import seeing
from openbanking.walls.securing import Roles, build


def roles() -> Roles:
    """Return the roles of this process's database, which no other one shares."""
    name = connection.settings_dict["NAME"]
    return Roles(web=f"{name}_web", worker=f"{name}_worker")


@contextmanager
def standing() -> Iterator[None]:
    """Have roles and policies in the database; the roles are the whole server's, so they go again."""
    made = roles()
    with connection.cursor() as cursor:
        for name in (made.web, made.worker):
            _forget(name)
            cursor.execute(SQL("CREATE ROLE {}").format(Identifier(name)))
    with transaction.atomic():
        build(connection, made)
    try:
        yield
    finally:
        for name in (made.web, made.worker):
            try:
                _forget(name)
            except OperationalError:  # a deadlock with whoever reads the tables: they are done now
                _forget(name)


def _forget(role: str) -> None:
    """Drop a role with its policies and grants in this database, where there is one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is not None:
            cursor.execute(SQL("DROP OWNED BY {}").format(Identifier(role)))
            cursor.execute(SQL("DROP ROLE {}").format(Identifier(role)))


@contextmanager
def as_web() -> Iterator[None]:
    """Ask as a web process does, which has said nothing yet of whose rows it may see."""
    with _as(roles().web), seeing():
        yield


@contextmanager
def as_worker() -> Iterator[None]:
    """Ask as a worker does."""
    with _as(roles().worker):
        yield


@contextmanager
def _as(role: str) -> Iterator[None]:
    connection.ensure_connection()
    given, raw = connection.connection.cursor_factory, connection.connection
    raw.cursor_factory = ScopedCursor
    # Another process is another session, and has no temporary tables of the owner's.
    _switch(SQL("DISCARD TEMP"))
    _switch(SQL("SET ROLE {}").format(Identifier(role)))
    try:
        yield
    finally:
        raw.cursor_factory = given
        # A failed transaction takes the role with it when it is rolled back.
        if connection.connection.pgconn.transaction_status != TransactionStatus.INERROR:
            _switch(SQL("RESET ROLE"))


def _switch(statement: Any) -> None:
    """Beneath Django's cursors, where no count of statements sees it."""
    with connection.connection.cursor() as cursor:
        cursor.execute(statement)


def wall_off_requests(patch: pytest.MonkeyPatch) -> None:
    """Have every request of a test client asked as a web process."""
    patch.setattr(settings, "ROW_LEVEL_SECURITY", True)
    answered = ClientHandler.__call__

    def answered_behind_the_wall(self: ClientHandler, environ: dict[str, Any]) -> Any:
        with as_web():
            return answered(self, environ)

    patch.setattr(ClientHandler, "__call__", answered_behind_the_wall)


@pytest.fixture(scope="session")
def wall(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database with the wall in it; skipped where that is not PostgreSQL."""
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL alone has such walls")
    with django_db_blocker.unblock(), standing():
        yield


@pytest.fixture
def walled(wall: None, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request of a test client is asked as a web process."""
    wall_off_requests(monkeypatch)


@pytest.fixture(autouse=True)
def walled_where_asked(request: pytest.FixtureRequest) -> None:
    """Put every test behind the wall that has the database, where ROW_LEVEL_SECURITY=true."""
    asked = settings.ROW_LEVEL_SECURITY and {"db", "transactional_db"} & {*request.fixturenames}
    if asked and connection.vendor == "postgresql":
        request.getfixturevalue("wall")
        wall_off_requests(request.getfixturevalue("monkeypatch"))
