"""The sandbox itself: a local Powens behind one port."""

from __future__ import annotations

import threading
from datetime import datetime
from types import TracebackType
from typing import Self

from openbanking.sandbox.http import Server
from openbanking.sandbox.messages.request import BASE_PATH
from openbanking.sandbox.service import Interception, Service

# How long stopping may take, at the most.
POLL_INTERVAL = 0.002


class Sandbox(Service):
    """A local Powens on a loopback port; port 0 takes a free one."""

    def __init__(
        self,
        *,
        world: str = "family-office",
        port: int = 0,
        now: datetime | None = None,
        calls_per_minute: int = 0,
        fault: Interception = lambda request: None,
    ) -> None:
        super().__init__(world=world, now=now, calls_per_minute=calls_per_minute, fault=fault)
        self._server = Server(("127.0.0.1", port), self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL_INTERVAL,), daemon=True
        )

    @property
    def site(self) -> str:
        """Return the address above the API: below it are `/webview` and `/control` too."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def base_url(self) -> str:
        return f"{self.site}{BASE_PATH}"

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self.webhooks.close()

    def serve_forever(self) -> None:
        """Serve in this thread until it is interrupted."""
        try:
            self._server.serve_forever()
        finally:
            self._server.server_close()
            self.webhooks.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
