"""Rows that all tests of a file begin from: made once, in a transaction around those of the tests.

What a test changes of them is rolled back with it; it takes a deep copy of the objects, so that none
meets what another did to one. Tests whose own transactions are real are in other files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, Protocol, TypeVar

import pytest
from django.conf import settings
from django.db import connection, transaction

Made = TypeVar("Made")


class Keep(Protocol):
    """Makes rows, and returns what made them returns."""

    def __call__(self, make: Callable[[], Made]) -> Made: ...


@pytest.fixture(scope="module")
def keep(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Keep]:
    """Return what makes rows that stay until the last test of the file: `keep(make_families)`."""
    if settings.ROW_LEVEL_SECURITY and connection.vendor == "postgresql":
        # A table with rows due is not altered: the wall comes before them.
        request.getfixturevalue("wall")

    def keep(make: Callable[[], Made]) -> Made:
        with django_db_blocker.unblock():
            return make()

    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()
    try:
        yield keep
    finally:
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)


def copied(part: str) -> Any:
    """Return a fixture that gives each test a deep copy of its own of a part of what `made` keeps.

    alice = copied("alice")
    """

    @pytest.fixture
    def own(db: None, made: Any) -> Any:
        return deepcopy(getattr(made, part))

    return own
