"""Signed webhooks, sent again until they are taken (Powens, Webhooks page)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

import msgspec

from openbanking.sandbox.behaviour.payloads import payload_of
from openbanking.sandbox.world.events import Event

ATTEMPTS = 5
PAUSE = 0.2  # seconds before the second attempt; each further pause is twice as long
TIMEOUT = 10.0


@dataclass(frozen=True, slots=True)
class Listener:
    """An address registered for one event, with the secret its deliveries are signed with."""

    event: str
    url: str
    secret: str = field(repr=False)
    times: int = 1  # more than once, as Powens may


class Webhooks:
    """The registered listeners, and the sending in the background."""

    def __init__(self) -> None:
        self.listeners: list[Listener] = []
        self.delivered: list[tuple[str, int]] = []
        self._ids = itertools.count(88_001)
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="webhooks")

    def notify(self, event: Event) -> None:
        """Send an event to whoever listens to it; temporary users have none."""
        if not event.user.permanent:
            return
        for listener in self.listeners:
            if listener.event == event.name:
                payload = {"id_webhook_data": next(self._ids), **payload_of(event)}
                body = msgspec.json.encode(payload)
                for _ in range(listener.times):
                    self._pool.submit(self._deliver, listener, body)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _deliver(self, listener: Listener, body: bytes) -> None:
        for attempt, wait in enumerate(_pauses(), start=1):
            status = 0
            with suppress(OSError, HTTPException):
                status = _post(listener, body)
            if 200 <= status < 300 or attempt == ATTEMPTS:
                self.delivered.append((listener.event, status))
                return
            time.sleep(wait)


def signature_headers(secret: str, path: str, body: bytes, *, now: datetime) -> dict[str, str]:
    """Return the two headers of a delivery: HMAC-SHA256 over method, path, date and body."""
    date = f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
    message = b".".join((b"POST", path.encode(), date.encode(), body))
    signed = base64.b64encode(hmac.new(secret.encode(), message, hashlib.sha256).digest())
    return {"BI-Signature-Date": date, "BI-Signature": signed.decode()}


def _pauses() -> Iterator[float]:
    return (PAUSE * 2**attempt for attempt in itertools.count())


def _post(listener: Listener, body: bytes) -> int:
    address = urlsplit(listener.url)
    headers = signature_headers(listener.secret, address.path, body, now=datetime.now(UTC))
    connection = HTTPConnection(address.hostname or "", address.port or 80, timeout=TIMEOUT)
    try:
        connection.request(
            "POST", address.path, body=body, headers={**headers, "Content-Type": "application/json"}
        )
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()
