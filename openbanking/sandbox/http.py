"""HTTP around the sandbox: the API and its steering in JSON, the webview in pages, rates in XML."""

from __future__ import annotations

import re
import socket
import struct
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import msgspec

from openbanking.sandbox import control, webview
from openbanking.sandbox.api import ROUTES
from openbanking.sandbox.behaviour.faults import SPOILING, Fault, FaultKind, mangled, spoiled
from openbanking.sandbox.messages.bodies import received
from openbanking.sandbox.messages.errors import ApiError, not_found
from openbanking.sandbox.messages.redirect import Redirect
from openbanking.sandbox.messages.request import BASE_PATH, Request
from openbanking.sandbox.service import Service
from openbanking.sandbox.webview.pages import WrongAddress
from openbanking.sandbox.world.rates import rates_file

HTML = "text/html; charset=utf-8"
RATES = "/rates/"
BESIDE_THE_API = ("/control/", "/webview/", RATES)


class Server(ThreadingHTTPServer):
    """Listens for one sandbox."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], sandbox: Service) -> None:
        self.sandbox = sandbox
        super().__init__(address, _Handler)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer ready to be sent."""

    status: int
    body: bytes = b""
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


class NoAnswer(Exception):
    """The connection is to end without one."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server
    # The last piece of an answer must not wait for the client's acknowledgement of the first.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        try:
            reply = self._reply()
        except NoAnswer:
            self.close_connection = True
            # Closed at once and unread: the client meets a reset.
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            return
        self.send_response(reply.status)
        if self.close_connection:
            self.send_header("Connection", "close")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 204:
            self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    do_POST = do_PUT = do_DELETE = do_PATCH = do_GET  # noqa: N815

    def _reply(self) -> Reply:
        sandbox = self.server.sandbox
        try:
            request = self._request()
            if request.path.startswith("/control/"):
                with sandbox.state.lock:
                    return Reply(200, msgspec.json.encode(control.handle(sandbox, request)))
            if request.path.startswith("/webview/"):
                return _webview(sandbox, request)
            if request.path.startswith(RATES):
                return _rates(sandbox, request)
            return _api(sandbox, request)
        except ApiError as error:
            body = msgspec.json.encode(error.body(sandbox.state.next_request_id()))
            return Reply(error.status, body, headers=error.headers)

    def _request(self) -> Request:
        address = urlsplit(self.path)
        host = self.headers.get("Host") or "127.0.0.1"
        path = address.path
        if path.startswith(BASE_PATH):
            path = path.removeprefix(BASE_PATH)
        elif not path.startswith(BESIDE_THE_API):
            path = ""
        return Request(
            method=self.command,
            path=path,
            query_text=address.query,
            body=self._body(),
            content_type=self.headers.get("Content-Type") or "",
            authorization=self.headers.get("Authorization") or "",
            root=f"http://{host}{BASE_PATH}",
        )

    def _body(self) -> bytes:
        try:
            return received(
                self.rfile,
                length=self.headers.get("Content-Length"),
                encoding=self.headers.get("Transfer-Encoding"),
            )
        except ApiError:
            # What is left of it would be taken for the next request.
            self.close_connection = True
            raise

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent: request lines can hold one-time codes."""


def _api(sandbox: Service, request: Request) -> Reply:
    sandbox.fault(request)
    fault = sandbox.faults.met_by(request)
    if fault is not None and (instead := _instead(fault)) is not None:
        return instead
    sandbox.limit.check(request.token)
    with sandbox.state.lock:
        status, found = _routed(sandbox, request)
        headers = {}
        if isinstance(found, Redirect):
            headers, found = {"Location": found.url}, {"url": found.url}
        if fault is not None and fault.kind in SPOILING:
            found = spoiled(fault.kind, found, request)
        body = b"" if found is None else msgspec.json.encode(sandbox.state.quirks.dressed(found))
    if fault is not None and fault.kind in (FaultKind.TRUNCATED, FaultKind.NOT_A_NUMBER):
        body = mangled(fault.kind, body)
    return Reply(status, body, headers=headers)


def _instead(fault: Fault) -> Reply | None:
    """Return what is answered instead, None where the answer comes all the same; raises ApiError."""
    match fault.kind:
        case FaultKind.STATUS:
            raise ApiError(fault.status, fault.code, "Asked for")
        case FaultKind.RATE_LIMITED:
            headers = {"Retry-After": f"{fault.seconds:.0f}"}
            raise ApiError(429, "tooManyRequests", "Asked for", headers=headers)
        case FaultKind.HTML:
            return Reply(503, b"<html><body>Service unavailable</body></html>", HTML)
        case FaultKind.SLOW:
            time.sleep(fault.seconds)
        case FaultKind.TIMEOUT:
            time.sleep(fault.seconds)
            raise NoAnswer
        case FaultKind.RESET:
            raise NoAnswer
    return None


def _routed(sandbox: Service, request: Request) -> tuple[int, object]:
    allowed = False
    for method, pattern, handler in ROUTES:
        match = re.fullmatch(pattern, request.path.rstrip("/"))
        if match and method == request.method:
            found = handler(sandbox.state, request, **match.groupdict())
            return found if isinstance(found, tuple) else (200, found)
        allowed = allowed or bool(match)
    if allowed:
        raise ApiError(405, "methodNotAllowed", "Method not allowed")
    raise not_found("route")


def _rates(sandbox: Service, request: Request) -> Reply:
    file = rates_file(request.path.removeprefix(RATES), sandbox.clock.now())
    if file is None:
        raise not_found("file")
    return Reply(200, file, "text/xml; charset=utf-8")


def _webview(sandbox: Service, request: Request) -> Reply:
    try:
        with sandbox.state.lock:
            if request.method == "POST":
                return Reply(303, headers={"Location": webview.leave(sandbox.state, request)})
            return Reply(200, webview.show(sandbox.state, request).encode(), HTML)
    except WrongAddress as error:
        return Reply(400, str(error).encode(), "text/plain; charset=utf-8")
