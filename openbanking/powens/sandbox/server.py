"""HTTP around the sandbox: one thread a request, JSON in and out."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import msgspec

from openbanking.powens.sandbox.api import ROUTES
from openbanking.powens.sandbox.clock import Clock, last_morning
from openbanking.powens.sandbox.errors import ApiError, invalid, not_found
from openbanking.powens.sandbox.limits import RateLimit
from openbanking.powens.sandbox.request import Request
from openbanking.powens.sandbox.state import State
from openbanking.powens.sandbox.worlds import SandboxUser, build, sandbox_users

BASE_PATH = "/2.0"
LARGEST_BODY = 1 << 20
# How long stopping may take, at the most.
POLL_INTERVAL = 0.02

Fault = Callable[[Request], None]


class Sandbox:
    """A local Powens on a loopback port; port 0 takes a free one.

    `calls_per_minute` switches Powens' own limit on (its sandbox has 30). `fault`, if given, sees every
    request before it is routed and may raise an ApiError.
    """

    def __init__(
        self,
        *,
        world: str = "family-office",
        port: int = 0,
        now: datetime | None = None,
        calls_per_minute: int = 0,
        fault: Fault = lambda request: None,
    ) -> None:
        self.clock = Clock(now or last_morning(datetime.now(UTC)))
        self.state: State = build(world, self.clock)
        self.users: list[SandboxUser] = sandbox_users(world)
        self.limit = RateLimit(calls_per_minute, clock=lambda: self.clock.now().timestamp())
        self.fault = fault
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.sandbox = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL_INTERVAL,), daemon=True
        )

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{BASE_PATH}"

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def serve_forever(self) -> None:
        """Serve in this thread until it is interrupted."""
        try:
            self._server.serve_forever()
        finally:
            self._server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    sandbox: Sandbox


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    # The last piece of an answer must not wait for the client's acknowledgement of the first.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_PUT = do_DELETE = do_PATCH = do_GET  # noqa: N815

    def _answer(self) -> None:
        sandbox = self.server.sandbox
        headers: dict[str, str] = {}
        try:
            request = self._request()
            sandbox.fault(request)
            sandbox.limit.check(request.token)
            with sandbox.state.lock:
                status, found = self._route(request)
                body = b"" if found is None else msgspec.json.encode(found)
        except ApiError as error:
            status, headers = error.status, error.headers
            body = msgspec.json.encode(error.body(sandbox.state.next_request_id()))
        self.send_response(status)
        if self.close_connection:
            self.send_header("Connection", "close")
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _request(self) -> Request:
        told = self.headers.get("Content-Length") or "0"
        if not told.isdigit():
            self.close_connection = True
            raise invalid("Content-Length")
        length = int(told)
        if length > LARGEST_BODY:
            self.close_connection = True
            raise ApiError(413, "invalidValue", "Body too large")
        address = urlsplit(self.path)
        host = self.headers.get("Host") or "127.0.0.1"
        return Request(
            method=self.command,
            path=address.path.removeprefix(BASE_PATH) if address.path.startswith(BASE_PATH) else "",
            query_text=address.query,
            body=self.rfile.read(length),
            content_type=self.headers.get("Content-Type") or "",
            authorization=self.headers.get("Authorization") or "",
            root=f"http://{host}{BASE_PATH}",
        )

    def _route(self, request: Request) -> tuple[int, object]:
        allowed = False
        for method, pattern, handler in ROUTES:
            match = re.fullmatch(pattern, request.path.rstrip("/"))
            if match and method == request.method:
                found = handler(self.server.sandbox.state, request, **match.groupdict())
                return found if isinstance(found, tuple) else (200, found)
            allowed = allowed or bool(match)
        if allowed:
            raise ApiError(405, "methodNotAllowed", "Method not allowed")
        raise not_found("route")

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent: request lines can hold one-time codes."""
