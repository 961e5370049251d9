"""A page asked for again and again: how long it takes, how many statements it is, how large."""

from __future__ import annotations

import http.client
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from openbanking.models import User
from tests.visits import Looker, Visit

# What a page may take, at the 99th percentile and in the database.
MILLISECONDS = 300
STATEMENTS = 15


class NoPage(Exception):
    """An address did not answer with a page; nothing is measured."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one page costs whoever looks at it."""

    name: str
    role: str
    milliseconds: list[float]
    statements: int
    bytes: int

    @property
    def median(self) -> float:
        return statistics.median(self.milliseconds)

    @property
    def p99(self) -> float:
        """Return the 99th percentile: of fewer than a hundred requests, the slowest."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]

    @property
    def is_slow(self) -> bool:
        return self.p99 > MILLISECONDS

    @property
    def asks_much(self) -> bool:
        return self.statements > STATEMENTS


def signed_in(user: User) -> Client:
    """Return a client with the session of somebody."""
    client = Client()
    client.force_login(user)
    return client


def statements_of(client: Client, path: str) -> int:
    """Return how many statements a page is that was seen before; raises NoPage.

    What it leaves in the audit is written with that of others later, by another thread.
    """
    with override_settings(ALLOWED_HOSTS=["testserver"], AUDIT_FLUSH_SECONDS=2):
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
    if answer.status_code != 200:
        raise NoPage(f"{path} answers {answer.status_code}.")
    return len(captured)


def measure(port: int, role: str, visit: Visit, by: Looker, *, requests: int) -> Figures:
    """Ask a server for a page again and again, after two requests that do not count; raises NoPage."""
    client, path = signed_in(by.user), visit.path(by)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    statements = statements_of(client, path)
    answers = list(_answers(port, path, cookie, requests + 2))[2:]
    return Figures(
        name=str(visit),
        role=role,
        milliseconds=[took for took, _ in answers],
        statements=statements,
        bytes=answers[-1][1],
    )


def _answers(port: int, path: str, cookie: str, requests: int) -> Iterator[tuple[float, int]]:
    """Yield the milliseconds and the bytes of each answer; raises NoPage."""
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}", "Accept": "text/html"}
    server = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        for _ in range(requests):
            begun = time.perf_counter()
            server.request("GET", path, headers=headers)
            answer = server.getresponse()
            body = answer.read()
            took = (time.perf_counter() - begun) * 1000
            if answer.status != 200:
                raise NoPage(f"{path} answers {answer.status}.")
            yield took, len(body)
    finally:
        server.close()
