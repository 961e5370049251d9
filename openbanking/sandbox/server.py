"""The sandbox itself: a world, its time, its faults and its webhooks behind one port."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from openbanking.sandbox.clock import Clock, last_morning
from openbanking.sandbox.faults import Faults
from openbanking.sandbox.http import BASE_PATH, Server
from openbanking.sandbox.limits import RateLimit
from openbanking.sandbox.request import Request
from openbanking.sandbox.state import State
from openbanking.sandbox.webhooks import Webhooks
from openbanking.sandbox.worlds import SandboxUser, build, sandbox_users

# How long stopping may take, at the most.
POLL_INTERVAL = 0.02

Interception = Callable[[Request], None]


class Sandbox:
    """A local Powens on a loopback port; port 0 takes a free one.

    `calls_per_minute` switches Powens' own limit on (its sandbox has 30). `fault`, if given, sees every
    request before it is routed and may raise an ApiError; `faults` holds the faults of its own.
    """

    def __init__(
        self,
        *,
        world: str = "family-office",
        port: int = 0,
        now: datetime | None = None,
        calls_per_minute: int = 0,
        fault: Interception = lambda request: None,
    ) -> None:
        self.clock = Clock(now or last_morning(datetime.now(UTC)))
        self.state: State = build(world, self.clock)
        self.users: list[SandboxUser] = sandbox_users(world)
        self.limit = RateLimit(calls_per_minute, clock=lambda: self.clock.now().timestamp())
        self.fault = fault
        self.faults = Faults()
        self.webhooks = Webhooks()
        self.state.tell = self.webhooks.tell
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
