"""What the tests of contracts share."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from tests.amounts import forbid_rounding
from tests.contracts.answers import answers_are_as_described  # noqa: F401  (holds in every test)
from tests.contracts.people import make_user
from tests.contracts.toyshop.operations import PRICE_LIST, STOCK

forbid_rounding()


@pytest.fixture(autouse=True)
def empty_shelves() -> None:
    """Start with nothing in stock."""
    STOCK.clear()
    PRICE_LIST.update(edition=1, built=0)


@pytest.fixture
def capture_contracts(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Hear the logger of contracts, which does not pass its lines on to the root."""
    logger = logging.getLogger("contracts")
    caplog.set_level(logging.INFO, logger=logger.name)
    logger.addHandler(caplog.handler)
    yield caplog
    logger.removeHandler(caplog.handler)


@pytest.fixture
def alice(db: None) -> Any:
    return make_user("alice")


@pytest.fixture
def bob(db: None) -> Any:
    return make_user("bob")


@pytest.fixture
def charlie(db: None) -> Any:
    return make_user("charlie")
