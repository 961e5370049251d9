"""Alice in a browser that keeps its session, a local Powens with its webview, and the trip between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from openbanking.models import Tenant, User
from openbanking.sandbox import Sandbox
from tests.openbanking.sandbox.calling import Answer, Caller


@dataclass
class Trip:
    """One person's way from our service to the webview and back."""

    client: Client
    sandbox: Sandbox

    def leave(self, path: str = "/banking/connect/", **query: str) -> str:
        """Ask our service to be sent off, and return where to."""
        answer = self.client.get(path, query_params=query)
        assert answer.status_code == 302, answer.content.decode()
        return str(answer["Location"])

    def open(self, address: str) -> Answer:
        parts = urlsplit(address)
        return Caller(self.sandbox.site).get(f"{parts.path}?{parts.query}")

    def choose(self, address: str, **form: Any) -> str:
        """Open the webview, choose, and return where one is sent back to."""
        page = self.open(address)
        assert page.status == 200, page.text
        ticket = page.text.partition('name="ticket" value="')[2].partition('"')[0]
        parts = urlsplit(address)
        accounts = [("account", each) for each in form.pop("accounts", [])]
        answer = Caller(self.sandbox.site).post_pairs(
            parts.path, [("ticket", ticket), ("action", "go"), *form.items(), *accounts]
        )
        assert answer.status == 303, answer.text
        return answer.headers["Location"]

    def come_back(self, address: str, client: Client | None = None) -> Any:
        parts = urlsplit(address)
        return (client or self.client).get(f"{parts.path}?{parts.query}")


@pytest.fixture
def trip(client: Client, alice: User, alices: Tenant, sandbox: Sandbox, settings: Any) -> Trip:
    settings.POWENS_WEBVIEW_URL = f"{sandbox.site}/webview"
    client.force_login(alice)
    return Trip(client, sandbox)


def query_of(address: str) -> dict[str, str]:
    return {name: found[0] for name, found in parse_qs(urlsplit(address).query).items()}
