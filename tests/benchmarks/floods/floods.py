"""The floods: what somebody else does to the service while a neighbour asks it something."""

from __future__ import annotations

import http.client
import json
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

LIST = "/api/openbanking/accounts/list/v1"
SERIES = "/api/openbanking/networth/series/v1?step=day&from=2025-01-01&to=2026-01-01"
REFRESH = "/api/openbanking/balances/refresh/v1"
CLIENTS = 16


@dataclass(slots=True)
class Site:
    """Where the service listens, and the token of whoever floods it."""

    port: int
    token: str


@dataclass(slots=True)
class Seen:
    """What those who flood were answered, by status; 0 stands for a connection that was ended."""

    statuses: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Flood:
    """One way to send too much or too slowly."""

    name: str
    run: Callable[[Site, Event, Seen], object]
    clients: int = CLIENTS


def headers(token: str, address: str) -> dict[str, str]:
    """Return the headers of somebody with a token, as the proxy passes them on."""
    return {"Authorization": f"Bearer {token}", "X-Forwarded-For": address, "Host": "127.0.0.1"}


def nothing(site: Site, over: Event, seen: Seen) -> None:
    """Do nothing: this is what the neighbour has otherwise."""
    over.wait()


def reads(path: str, token: str | None = None) -> Callable[[Site, Event, Seen], None]:
    """Ask for a path without a pause, over one connection."""

    def ask(site: Site, over: Event, seen: Seen) -> None:
        sent = headers(site.token if token is None else token, "198.51.100.7")
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
        while not over.is_set():
            try:
                connection.request("GET", path, headers=sent)
                answer = connection.getresponse()
                answer.read()
                seen.statuses[answer.status] += 1
            except (OSError, http.client.HTTPException):
                seen.statuses[0] += 1
                connection.close()
        connection.close()

    return ask


def large_bodies(site: Site, over: Event, seen: Seen) -> None:
    """Post the largest body that is read, nested and full of what has to be decoded."""
    body = json.dumps({"text": "x" * 1_000_000, "many": [[1.5]] * 200_000})[:2_600_000]
    sent = {**headers(site.token, "198.51.100.7"), "Content-Type": "application/json"}
    while not over.is_set():
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
        try:
            connection.request("POST", REFRESH, body, sent)
            seen.statuses[connection.getresponse().status] += 1
        except (OSError, http.client.HTTPException):
            seen.statuses[0] += 1
        connection.close()


def slowly(first: bytes, connections: int) -> Callable[[Site, Event, Seen], None]:
    """Open connections, send the beginning of a request, and then a byte a second."""

    def drip(site: Site, over: Event, seen: Seen) -> None:
        with ExitStack() as stack:
            opened = []
            for _ in range(connections):
                each = stack.enter_context(socket.create_connection(("127.0.0.1", site.port)))
                each.sendall(first)
                opened.append(each)
            while not over.wait(1):
                for each in list(opened):
                    try:
                        each.sendall(b"x")
                    except OSError:
                        seen.statuses[0] += 1
                        opened.remove(each)

    return drip


def beginning(path: str, *more: str) -> bytes:
    """Return the lines that begin a request, without the empty one that ends its headers."""
    return "\r\n".join([path, "Host: 127.0.0.1", "X-Forwarded-For: 198.51.100.7", *more]).encode()


HEADER = beginning("GET / HTTP/1.1", "X-A: ")
FORM = beginning(
    "POST /login/ HTTP/1.1",
    *("Content-Type: application/x-www-form-urlencoded", "Content-Length: 100000", "", ""),
)
ALL = (
    Flood("nothing", nothing, clients=1),
    Flood("one token reads without a pause", reads(LIST)),
    Flood("one token asks for a heavy query without a pause", reads(SERIES)),
    Flood("wrong tokens from one address", reads(LIST, "wrong")),
    Flood("one address asks for what is not there", reads("/api/nothing")),
    Flood("bodies of 2.5 MB", large_bodies, clients=4),
    Flood("500 connections that send a header slowly", slowly(HEADER, 500), 1),
    Flood("500 idle connections", slowly(b"", 500), 1),
    Flood("4 forms sent slowly", slowly(FORM, 4), 1),
    Flood("32 forms sent slowly", slowly(FORM, 32), 1),
)


@contextmanager
def flooding(flood: Flood, site: Site) -> Iterator[Seen]:
    """Let a flood go on until the block ends."""
    seen, over = Seen(), Event()
    threads = [
        Thread(target=flood.run, args=(site, over, seen), daemon=True) for _ in range(flood.clients)
    ]
    for each in threads:
        each.start()
    try:
        yield seen
    finally:
        over.set()
        for each in threads:
            each.join(40)
