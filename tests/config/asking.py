"""Clients that send one request after the other, and keep what they were answered and when."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from threading import Event

import pytest
import requests

from tests.processes import PATIENCE

ACCOUNTS = "/api/openbanking/accounts/list/v1"
# One client is answered by the short way of reads, one by the view.
ACCEPTS = ["application/json", "application/json;q=0.9"]
PAUSE = 0.005  # seconds between an answer and the next request
SEVERAL = 20  # answers tell how things are

# Status, media type and Retry-After.
Outcome = tuple[int, str, str | None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request led to, and the instants before and after it."""

    asked_at: float
    came_at: float
    outcome: Outcome


class Clients:
    """Those that ask, each by itself."""

    def __init__(self, site: str, token: str) -> None:
        self._url, self._token = f"{site}{ACCOUNTS}", token
        self._answers: dict[str, list[Answer]] = {accept: [] for accept in ACCEPTS}

    def wait_for(self, outcome: Outcome) -> None:
        """Wait until each has had this answer several times in a row."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            latest = [each[-SEVERAL:] for each in self._answers.values()]
            if all([each.outcome for each in answers] == [outcome] * SEVERAL for answers in latest):
                return
            time.sleep(PAUSE)
        pytest.fail(f"not answered with {outcome} but with {latest[0][-1:]} and {latest[1][-1:]}")

    def outcomes(self, *, since: float = 0, until: float = inf) -> set[Outcome]:
        """Return how requests ended that were sent, and answered, between two instants."""
        return {
            each.outcome
            for answers in self._answers.values()
            for each in answers
            if since <= each.asked_at and each.came_at <= until
        }

    def ask(self, accept: str, over: Event) -> None:
        """Ask until it is over."""
        headers = {"Authorization": f"Bearer {self._token}", "Accept": accept}
        with requests.Session() as session:
            while not over.wait(PAUSE):
                asked_at = time.monotonic()
                answer = session.get(self._url, headers=headers, timeout=PATIENCE)
                kind, wait = answer.headers["Content-Type"], answer.headers.get("Retry-After")
                outcome = (answer.status_code, kind, wait)
                self._answers[accept].append(Answer(asked_at, time.monotonic(), outcome))


@contextmanager
def asking(site: str, token: str) -> Iterator[Clients]:
    """Have clients ask a service while the block runs; raises what a request raised."""
    clients, over = Clients(site, token), Event()
    with ThreadPoolExecutor(len(ACCEPTS)) as pool:
        running = [pool.submit(clients.ask, accept, over) for accept in ACCEPTS]
        try:
            yield clients
        finally:
            over.set()
        for each in running:
            each.result()
