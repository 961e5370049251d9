"""Cut a connection from the other side, as a restart of the database does."""

from __future__ import annotations

import psycopg
from django.db import connection


def cut() -> None:
    """End this thread's connection to PostgreSQL without this side noticing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    parameters = connection.get_connection_params()
    known = {
        name: parameters[name] for name in ("dbname", "host", "user", "port") if parameters.get(name)
    }
    with psycopg.connect(**known, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
