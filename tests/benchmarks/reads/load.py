"""The load: so many clients that each send a request, read its answer, and send the next.

Of our own rather than wrk: wrk counts only statuses from 400 as wrong, and an answer that is wrong but
quick would pass for a good one. Here every byte of every body is compared with the one that was probed.
It is written for that alone: HTTP/1.1 kept alive on plain sockets, one process on a core of its own,
which asks for several times what the quickest contestant answers; the report says how busy it was.

The loop is closed: a client that waits asks for nothing, so that p99 says what a client of a service
that is fully used waits, not what one would at a given rate of arrival.
"""

from __future__ import annotations

import gc
import selectors
import socket
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle


class WrongAnswer(Exception):
    """An answer that is not the one that was probed; the run ends."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request as bytes, and what its answer must be.

    The cursor at the end of a page may be another of the same length: its signature holds the time.
    """

    request: bytes
    status: int
    body: bytes

    def accepts(self, body: bytearray) -> bool:
        """Tell whether a body is the one expected."""
        expected, cursor, _ = self.body.partition(b'"nextCursor"')
        if not cursor:
            return body == self.body
        return len(body) == len(self.body) and body.startswith(expected)


@dataclass(frozen=True, slots=True)
class Load:
    """What one period of load showed: seconds, the share the load itself was busy, and latencies.

    `answers` counts also those before the clients were in step and after the period.
    """

    seconds: float
    busy: float
    latencies: list[float]
    answers: int

    @property
    def rate(self) -> float:
        """Return answers a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, percent: int) -> float:
        """Return the latency in milliseconds that so many per cent of the answers stayed under."""
        if len(self.latencies) < 2:
            return self.latencies[0] * 1000
        return statistics.quantiles(self.latencies, n=100, method="inclusive")[percent - 1] * 1000


@dataclass(slots=True)
class _Client:
    socket: socket.socket
    exchange: Exchange
    sent: float = 0.0
    received: bytearray = field(default_factory=bytearray)

    def send(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.received.clear()
        self.sent = time.perf_counter()
        self.socket.sendall(exchange.request)

    def read(self) -> bool:
        """Read what has come; True once the answer is complete. Raises WrongAnswer for another."""
        piece = self.socket.recv(1 << 18)
        self.received += piece
        head = self.received.find(b"\r\n\r\n")
        if head >= 0 and not self.received.startswith(b"HTTP/1.1 %d" % self.exchange.status):
            raise WrongAnswer(bytes(self.received[:300]))
        if head >= 0 and len(self.received) - head - 4 >= len(self.exchange.body):
            if not self.exchange.accepts(self.received[head + 4 :]):
                raise WrongAnswer(bytes(self.received[: head + 300]))
            return True
        if not piece:
            raise WrongAnswer(b"the server closed the connection")
        return False


def load(port: int, exchanges: Sequence[Exchange], *, clients: int, seconds: float) -> Load:
    """Have the clients ask in turn for what there is, and return what it took.

    The first answers, as many as there are clients, meet a queue that is not yet as long as it will
    be: the period begins after them. It lasts until there are twice as many more.
    """
    turn = cycle(exchanges)
    latencies: list[float] = []
    with selectors.DefaultSelector() as selector:
        for _ in range(clients):
            connected = socket.create_connection(("127.0.0.1", port), timeout=30)
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(connected, selectors.EVENT_READ, _Client(connected, exchanges[0]))
        waiting = [key.data for key in selector.get_map().values()]
        gc.disable()
        try:
            for client in waiting:
                client.send(next(turn))
            _exchange(selector, turn, latencies, seconds=0, answers=clients)
            ramp = len(latencies)
            began, used = time.perf_counter(), time.process_time()
            _exchange(selector, turn, latencies, seconds=seconds, answers=ramp + 2 * clients)
            took, used = time.perf_counter() - began, time.process_time() - used
            _drain(selector, len(waiting))
        finally:
            gc.enable()
            for client in waiting:
                client.socket.close()
    return Load(took, used / took, latencies[ramp:], len(latencies) + clients)


def _exchange(
    selector: selectors.BaseSelector,
    turn: Iterator[Exchange],
    latencies: list[float],
    *,
    seconds: float,
    answers: int,
) -> None:
    """Go on for so many seconds, and until there are so many answers."""
    now = time.perf_counter()
    end = now + seconds
    while now < end or len(latencies) < answers:
        for key, _ in selector.select(30):
            client: _Client = key.data
            if client.read():
                now = time.perf_counter()
                latencies.append(now - client.sent)
                client.send(next(turn))
        now = time.perf_counter()


def _drain(selector: selectors.BaseSelector, open_requests: int) -> None:
    """Read the answers that are still to come, so that nothing of them falls into what is next."""
    while open_requests:
        for key, _ in selector.select(30):
            if key.data.read():
                selector.unregister(key.data.socket)
                open_requests -= 1
