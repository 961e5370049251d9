"""How each database is used, beside where it is, and as whom each kind of process asks it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment

POSTGRESQL = "django.db.backends.postgresql"
# A server that has vanished says nothing, and would be waited for a quarter of an hour.
PATIENCE = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
}


class Process(StrEnum):
    """What a process does, which says as whom it asks the database: each may do no more than it must."""

    OWNER = "owner"  # migrations, and what secures the tables
    WEB = "web"  # requests
    WORKER = "worker"  # the sync, jobs, commands of cron


ADDRESSES = {
    Process.OWNER: "DATABASE_URL",
    Process.WEB: "DATABASE_URL_WEB",
    Process.WORKER: "DATABASE_URL_WORKER",
}
# What manage.py is given to do, where that is not a worker's.
COMMANDS = {
    "contracts": Process.WEB,
    "runserver": Process.WEB,
    **dict.fromkeys(("dbshell", "flush", "migrate", "secure_database", "sqlflush"), Process.OWNER),
    **dict.fromkeys(("backup", "move_database", "restore"), Process.OWNER),
}


def databases_of(env: Environment) -> dict[Process, dict[str, Any]]:
    """Return the database of each kind of process whose address is set: the owner's always is."""
    prepared = env("DATABASE_PREPARED_STATEMENTS")
    return {
        process: configured(env.db_url(name), prepared_statements=prepared)
        for process, name in ADDRESSES.items()
        if env(name)
    }


def chosen(databases: dict[Process, dict[str, Any]], process: str, *, walls: bool) -> dict[str, Any]:
    """Return the database of a kind of process: without walls the owner's, as it is for every other.

    A process is given its own address as DATABASE_URL where it should know of no other. Raises
    ImproperlyConfigured for walls in another database than PostgreSQL, or a process that is none.
    """
    owners = databases[Process.OWNER]
    if not walls:
        return owners
    if process and process not in set(Process):
        raise ImproperlyConfigured(f"DATABASE_ROLE is one of {', '.join(Process)}.")
    found = databases.get(Process(process or Process.OWNER), owners)
    if found["ENGINE"] != POSTGRESQL:
        raise ImproperlyConfigured("ROW_LEVEL_SECURITY needs PostgreSQL: give its address.")
    return _walled(found) if process == Process.WEB else found


def _walled(given: dict[str, Any]) -> dict[str, Any]:
    """Return a database whose every statement comes with whose rows may be seen."""
    # They derive from Django's, which those on SQLite do without.
    from openbanking.walls.cursors import ScopedClientCursor, ScopedCursor

    options = given["OPTIONS"]
    cursor = ScopedCursor if options.get("server_side_binding") else ScopedClientCursor
    # A named cursor outlives what was said with the statement that opened it.
    return {
        **given,
        "OPTIONS": options | {"cursor_factory": cursor},
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


def configured(given: dict[str, Any], *, prepared_statements: bool) -> dict[str, Any]:
    """Return a database of DATABASES with our defaults; what its address says comes first."""
    if given["ENGINE"] == POSTGRESQL:
        return _postgresql(given, prepared_statements=prepared_statements)
    # Writers queue instead of failing: the lock is taken when a transaction begins, and readers
    # go on beside the writer in WAL mode.
    queueing = {
        "timeout": 30,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    return {**given, "OPTIONS": given.get("OPTIONS", {}) | queueing}


def _postgresql(given: dict[str, Any], *, prepared_statements: bool) -> dict[str, Any]:
    options = PATIENCE | given.get("OPTIONS", {})
    # The server parses what is asked again and again once for each connection. A pooler that gives
    # each transaction another connection may not know what was prepared on the last one.
    if prepared_statements:
        options |= {"server_side_binding": True, "prepare_threshold": 5}
    # One connection a thread, kept: opening one for each request halves the throughput.
    return {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, **given, "OPTIONS": options}
