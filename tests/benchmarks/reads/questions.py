"""What is asked, and that everybody gives the same answer to it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.benchmarks.reads.contestants import Server
from tests.benchmarks.reads.load import Exchange
from tests.benchmarks.reads.rivals import rules
from tests.benchmarks.reads.world import Populated

# Accounts that are asked about in turn; rows of a list.
ASKED = 10
ROWS = 100


class NotTheSame(Exception):
    """A contestant gives another answer than this service; nothing is timed."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query: its name, its address, and whether it is about one account."""

    name: str
    address: str
    of_account: bool = True

    def paths(self, tenant: Populated) -> list[str]:
        """Return what to ask a tenant for, account after account."""
        if not self.of_account:
            return [self.address]
        return [f"{self.address}&accountId={each}" for each in tenant.accounts[:ASKED]]


BALANCES = Question("balances.get", f"{rules.BALANCES}?")
ACCOUNTS = Question("accounts.list", f"{rules.ACCOUNTS}?pageSize={ROWS}", of_account=False)
TRANSACTIONS = Question("transactions.list", f"{rules.TRANSACTIONS}?pageSize={ROWS}")
ALL = (BALANCES, ACCOUNTS, TRANSACTIONS)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    etag: str
    body: bytes

    @property
    def values(self) -> Any:
        """Return the body with every digit of its numbers."""
        return json.loads(self.body, parse_float=Decimal, parse_int=Decimal)


def ask(server: Server, path: str, token: str, etag: str = "") -> Answer:
    """Ask once."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request("GET", path, headers=_headers(token, etag))
        response = connection.getresponse()
        return Answer(response.status, response.getheader("ETag", ""), response.read())
    finally:
        connection.close()


def exchanges(server: Server, question: Question, tenant: Populated) -> list[Exchange]:
    """Return requests for the question, each with the answer it has now."""
    token = server.contestant.token(tenant)
    return [
        Exchange(_wire(path, token), 200, ask(server, path, token).body)
        for path in question.paths(tenant)
    ]


def unchanged_exchanges(server: Server, question: Question, tenant: Populated) -> list[Exchange]:
    """Return the same of a client that has the answers already: 304, and no body."""
    token = server.contestant.token(tenant)
    found = []
    for path in question.paths(tenant):
        etag = ask(server, path, token).etag
        if ask(server, path, token, etag).status != 304:
            raise NotTheSame(f"{path} is not answered 304 to a client that has its answer.")
        found.append(Exchange(_wire(path, token, etag), 304, b""))
    return found


def check_the_same(
    servers: Sequence[Server], question: Question, own: Populated, foreign: Populated
) -> None:
    """Raise NotTheSame unless all give the first one's answers, and none to whoever may not see them."""
    first, *others = servers
    for path in question.paths(own):
        expected = ask(first, path, first.contestant.token(own))
        if expected.status != 200:
            raise NotTheSame(f"{first.contestant.name} answers {expected.status} to {path}")
        for other in others:
            given = ask(other, path, other.contestant.token(own))
            if given.status != 200 or given.values != expected.values:
                raise NotTheSame(
                    f"{other.contestant.name} answers {given.status} to {path}:\n{given.body[:2000]!r}\n"
                    f"and not\n{expected.body[:2000]!r}"
                )
    for server in servers:
        stranger = ask(server, question.paths(own)[0], "nobody")
        if stranger.status != 401:
            raise NotTheSame(f"{server.contestant.name} answers {stranger.status} to a stranger.")
        if question.of_account:
            others_account = ask(server, question.paths(foreign)[0], server.contestant.token(own))
            if others_account.status != 404:
                raise NotTheSame(f"{server.contestant.name} shows {others_account.status} of others.")


def _headers(token: str, etag: str) -> dict[str, str]:
    headers = {"Accept": "application/json", "Authorization": f"Bearer {token}"}
    return {**headers, "If-None-Match": etag} if etag else headers


def _wire(path: str, token: str, etag: str = "") -> bytes:
    headers = {"Host": "127.0.0.1", **_headers(token, etag)}
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()
