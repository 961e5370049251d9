"""An agent: the SDK's own client, over HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import anyio
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

Result = TypeVar("Result")


def as_agent(url: str, token: str, work: Callable[[Client], Awaitable[Result]]) -> Result:
    """Connect with a token, do the work, and return what came of it."""

    async def main() -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            create_mcp_http_client(headers=headers) as http,
            Client(streamable_http_client(f"{url}/mcp", http_client=http)) as client,
        ):
            return await work(client)

    result: Result = anyio.run(main)
    return result
