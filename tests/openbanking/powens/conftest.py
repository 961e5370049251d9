"""A client whose answers each test writes itself, and whose waits take no time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import responses

from openbanking.powens import PowensClient
from tests.processes import PATIENCE

BASE = "https://alice.biapi.pro/2.0"
TOKEN = "alices-very-secret-token"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass
class Powens:
    """What Powens will answer, in the order it was reported to."""

    mock: responses.RequestsMock
    waits: list[float] = field(default_factory=list)

    def answers(self, path: str, body: Any = None, *, method: str = "GET", **how: Any) -> None:
        """Answer once, with JSON unless `body` is text or bytes."""
        kind = {"body": body} if isinstance(body, str | bytes | Exception) else {"json": body}
        self.mock.add(method, f"{BASE}/{path}", **kind, **how)

    @property
    def requests(self) -> list[Any]:
        return [call.request for call in self.mock.calls]

    def was_asked(self, times: int) -> bool:
        """Tell whether Powens was asked so often, or is before long: another thread may be at it."""
        end = time.monotonic() + PATIENCE
        while len(self.mock.calls) < times and time.monotonic() < end:
            time.sleep(0.01)
        return len(self.mock.calls) == times


@pytest.fixture
def powens() -> Iterator[Powens]:
    with responses.RequestsMock(
        assert_all_requests_are_fired=False, registry=responses.registries.OrderedRegistry
    ) as mock:
        yield Powens(mock)


@pytest.fixture
def client(powens: Powens) -> PowensClient:
    return PowensClient.for_user(
        BASE,
        token=TOKEN,
        zone=ZoneInfo("Europe/Paris"),
        sleep=powens.waits.append,
        now=lambda: NOW,
    )


@pytest.fixture
def no_waiting() -> None:
    """Have the client wait as it does elsewhere: how long is what is tested."""
