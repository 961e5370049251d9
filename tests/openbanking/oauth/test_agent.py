"""The client of the official SDK lets itself in: it finds, registers, asks, and reads."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx
import pytest
from django.db import connections
from mcp.client.auth import OAuthClientProvider
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientMetadata
from pydantic import AnyUrl

from openbanking.models import ApiToken
from tests.openbanking.oauth.client import allow

BACK = "http://127.0.0.1:9/back"
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = {"Accept": "application/json, text/event-stream"}


class Kept:
    """What an agent keeps, in memory."""

    tokens: Any = None
    client: Any = None

    async def get_tokens(self) -> Any:
        return self.tokens

    async def set_tokens(self, tokens: Any) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> Any:
        return self.client

    async def set_client_info(self, client_info: Any) -> None:
        self.client = client_info


@pytest.mark.django_db(transaction=True)
def test_agent_lets_itself_in_with_somebody_who_allows_it(live_server, settings, client, alice, alices):
    settings.SITE_URL = live_server.url
    given = {"DCR_ENABLED": True, "OIDC_ISS_ENDPOINT": live_server.url}
    settings.OAUTH2_PROVIDER = settings.OAUTH2_PROVIDER | given
    client.force_login(alice)
    came_back: dict[str, str] = {}

    def press_allow(address: str) -> None:
        try:
            page = client.get(f"{urlsplit(address).path}?{urlsplit(address).query}")
            assert page.status_code == 200, page.content
            found = parse_qs(urlsplit(allow(client, page)["Location"]).query)
        finally:
            # The thread's own, which nobody closes.
            connections.close_all()
        came_back.update({name: each[0] for name, each in found.items()})

    async def ask(address: str) -> None:
        await asyncio.to_thread(press_allow, address)

    async def answer() -> Any:
        return AuthorizationCodeResult(**came_back)

    async def list_tools() -> int:
        provider = OAuthClientProvider(
            server_url=f"{live_server.url}/mcp",
            client_metadata=OAuthClientMetadata(
                client_name="Agent",
                redirect_uris=[AnyUrl(BACK)],
                grant_types=["authorization_code", "refresh_token"],
                token_endpoint_auth_method="none",
            ),
            storage=Kept(),
            redirect_handler=ask,
            callback_handler=answer,
        )
        async with httpx.AsyncClient(auth=provider) as http:
            listed = await http.post(f"{live_server.url}/mcp", json=LIST, headers=ACCEPT)
            return listed.status_code

    assert asyncio.run(list_tools()) == 200
    consent = ApiToken.objects.get()
    assert (consent.name, consent.user) == ("Agent", alice)
