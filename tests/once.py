"""Tests that are run on one of the two databases, since what they look at is the same on both."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connection

HERE = Path(__file__).parent
# Folders or files that ask no database for anything: on SQLite, where branches are measured.
WITHOUT_DATABASE = frozenset(
    {
        *("architecture", "supply", "translations"),
        *("browser/test_comparison.py", "config/test_settings.py", "fuzzing/test_decoders.py"),
        *(
            "openbanking/files",
            "openbanking/powens",
            "openbanking/sandbox",
            "openbanking/statements/formats",
        ),
        *("openbanking/returns/test_money_weighted.py", "openbanking/returns/test_time_weighted.py"),
    }
)
# Files, documents, pictures or doors before one, with the database that they are run on.
ON_ONE_DATABASE = {
    **dict.fromkeys(WITHOUT_DATABASE, "sqlite"),
    "typescript": "sqlite",
    "browser/demonstration": "postgresql",
    "openbanking/test_fuzzing.py": "postgresql",
    "openbanking/operations/test_readme_example.py": "sqlite",
}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave it out on the other database, unless it is named or its pictures are kept anew."""
    vendor = ON_ONE_DATABASE.get(collection_path.relative_to(HERE).as_posix(), connection.vendor)
    named = any(str(collection_path) in str(Path(each).resolve()) for each in config.args)
    return True if vendor != connection.vendor and not named and "PICTURES" not in os.environ else None


def pytest_itemcollected(item: pytest.Item) -> None:
    """Refuse a test that asks the database where none is said to; raises UsageError."""
    path = item.path.relative_to(HERE)
    places = {each.as_posix() for each in (path, *path.parents)}
    fixtures = {*getattr(item, "fixturenames", ())}
    asks = item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "live_server"}
    if asks and places & WITHOUT_DATABASE:
        raise pytest.UsageError(f"{item.nodeid} asks the database: tests/once.py says it does not.")
