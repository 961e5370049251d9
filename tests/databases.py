"""Databases of a test's own, beside that of the suite: empty, and gone with the block."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connection, connections

from tests.postgresql import own_database, postgresql


@contextmanager
def another_database() -> Iterator[None]:
    """Have an empty database of the same kind be the present one in a block."""
    with _made() as name:
        ours = connections[DEFAULT_DB_ALIAS]
        other = ours.copy()
        other.settings_dict["NAME"] = name
        connections[DEFAULT_DB_ALIAS] = other
        # Its ids are of the database that is left.
        ContentType.objects.clear_cache()
        try:
            yield
        finally:
            other.close()
            connections[DEFAULT_DB_ALIAS] = ours
            ContentType.objects.clear_cache()


@contextmanager
def _made() -> Iterator[str]:
    if connection.vendor == "sqlite":
        with tempfile.TemporaryDirectory(prefix="another-") as folder:
            yield str(Path(folder) / "another.sqlite3")
    else:
        with own_database(_ours(), "another") as url:
            yield urlsplit(url).path.removeprefix("/")


@contextmanager
def database_of(vendor: str) -> Iterator[str]:
    """Yield the address of an empty database of this kind, whichever the suite runs on."""
    if vendor == "sqlite":
        with tempfile.TemporaryDirectory(prefix="another-") as folder:
            yield f"sqlite:///{Path(folder) / 'another.sqlite3'}"
    elif connection.vendor == vendor:
        with own_database(_ours(), "another") as url:
            yield url
    else:
        with postgresql(durable=False) as server, own_database(server, "another") as url:
            yield url


def _ours() -> str:
    """Return the address of the suite's database, which is there, whatever DATABASE_URL names."""
    name = connection.settings_dict["NAME"]
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
