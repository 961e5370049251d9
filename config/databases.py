"""How each database is used, beside where it is."""

from __future__ import annotations

from typing import Any

POSTGRESQL = "django.db.backends.postgresql"
# A server that has vanished says nothing, and would be waited for a quarter of an hour.
PATIENCE = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
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
