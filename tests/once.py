"""Tests that look at files, documents, pictures or doors, and are run on one of the two databases."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connection

HERE = Path(__file__).parent
# By folders or files, with the database that they are run on: what they look at is the same on both.
ON_ONE_DATABASE = {
    "architecture": "sqlite",
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
