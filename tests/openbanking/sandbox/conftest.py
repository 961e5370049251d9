"""Two sandboxes: a small one for each test to change, a rich one only to be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from openbanking.sandbox import Sandbox
from tests.openbanking.sandbox.calling import Caller

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(world="tiny", now=NOW) as sandbox:
        yield sandbox


@pytest.fixture
def alice(sandbox: Sandbox) -> Caller:
    """Alice owns what is in the tiny world."""
    return Caller(sandbox.base_url, sandbox.users[0].token)


@pytest.fixture
def stranger(sandbox: Sandbox) -> Caller:
    return Caller(sandbox.base_url)


@pytest.fixture(scope="session")
def family_office() -> Iterator[Sandbox]:
    """To be read only: it is shared by all tests."""
    with Sandbox(world="family-office", now=NOW) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def martin(family_office: Sandbox) -> Caller:
    return Caller(family_office.base_url, family_office.users[0].token)


@pytest.fixture(scope="session")
def keller(family_office: Sandbox) -> Caller:
    return Caller(family_office.base_url, family_office.users[1].token)


@pytest.fixture
def savers() -> Iterator[Sandbox]:
    """A small world of what is held and owed, for each test to change."""
    with Sandbox(world="wealth", now=NOW) as savers:
        yield savers


@pytest.fixture
def anna(savers: Sandbox) -> Caller:
    """Anna owns what is in it."""
    return Caller(savers.base_url, savers.users[0].token)
