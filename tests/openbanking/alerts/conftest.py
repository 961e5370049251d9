"""Alice's rules, mails that are kept, and a server of hers that takes what is posted or fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from openbanking.models import AlertEndpoint, AlertRule, Tenant, User
from tests import factories

MakeRule = Callable[..., AlertRule]


@pytest.fixture
def alice(alice: User) -> User:
    alice.email = "alice@example.org"
    alice.save()
    return alice


@pytest.fixture
def rule_of(alices: Tenant, alice: User) -> MakeRule:
    """Make a rule of Alice's that tells her."""

    def make(kind: str, **columns: Any) -> AlertRule:
        columns.setdefault("recipients", (alice,))
        return factories.make_alert_rule(alices, alice, kind=kind, **columns)

    return make


@pytest.fixture
def mails(settings: Any) -> list[EmailMessage]:
    settings.MAILS_ARE_SENT = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return mail.outbox


@dataclass
class Posted:
    """What came to the server."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """A server that keeps what is posted and answers as it is told."""

    url: str
    posted: list[Posted] = field(default_factory=list)
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A server on this machine, which may be posted to while DEBUG is on."""
    settings.DEBUG = True
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    receiver = Receiver(f"http://127.0.0.1:{server.server_port}/hook")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.posted.append(Posted({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(receiver.status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield receiver
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def endpoint(alices: Tenant, alice: User, receiver: Receiver) -> AlertEndpoint:
    return factories.make_alert_endpoint(alices, alice, receiver.url)
