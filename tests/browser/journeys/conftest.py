"""The demonstration's families, and somebody who begins where signing in leads."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from openbanking.models import User
from tests.browser.chromium import DESKTOP, Device
from tests.browser.demonstration.conftest import db, site, world
from tests.browser.journeys.journey import Journey

__all__ = ["db", "site", "world"]

Beginning = Callable[..., Journey]


@pytest.fixture
def begin(page) -> Beginning:
    """Return what begins a journey at the address to which signing in leads."""

    def begin(user: User, device: Device = DESKTOP) -> Journey:
        return Journey(page(user, device, path="/"))

    return begin
