"""The Streamable HTTP transport of the SDK, behind a Django view: one request, one server."""

from __future__ import annotations

from typing import Any

from asgiref.sync import async_to_sync
from django.http import HttpRequest, HttpResponse, JsonResponse
from mcp.server.lowlevel.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from rest_framework.request import Request

from contracts.caller import Caller, Channel
from contracts.execution.tracing import trace_id_of
from contracts.mcp.server import server_for
from contracts.problems import Unauthenticated
from contracts.rest.addresses import count_address
from contracts.rest.representations import AnyRenderer
from contracts.rest.views import ProblemView
from contracts.schema.exact_json import decode

# Of JSON-RPC 2.0, for what is no JSON.
PARSE_ERROR = -32700


class McpView(ProblemView):
    """Takes the same credentials as REST; keeps no session, so that any process can answer."""

    renderer_classes = [AnyRenderer]
    http_method_names = ["post", "options"]

    def post(self, request: Request) -> HttpResponse:
        count_address(request._request)
        if not request.user.is_authenticated:
            raise Unauthenticated("Send a token in the header: Authorization: Bearer <token>.")
        try:
            # The SDK reads on beyond what is refused over REST: any depth, infinities, keys named twice.
            decode(request._request.body)
        except ValueError as error:
            return _unreadable(f"The body is not JSON: {error}.")
        caller = Caller(user=request.user, credential=request.auth, channel=Channel.MCP)
        server = server_for(caller, trace_id=trace_id_of(request._request))
        return async_to_sync(serve)(server, request._request)


def _unreadable(message: str) -> HttpResponse:
    error = {"code": PARSE_ERROR, "message": message}
    return JsonResponse({"jsonrpc": "2.0", "id": None, "error": error}, status=400)


async def serve(server: Server[Any], request: HttpRequest) -> HttpResponse:
    """Hand one request to the SDK's transport and return what it answers."""
    body = request.body
    manager = StreamableHTTPSessionManager(
        server,
        json_response=True,
        stateless=True,
        # Django has checked the Host already, and a browser's page has no token to send.
        security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    response = HttpResponse()
    parts: list[bytes] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            response.status_code = message["status"]
            for name, value in message.get("headers", []):
                if name.lower() != b"content-length":
                    response[name.decode("latin-1")] = value.decode("latin-1")
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    async with manager.run():
        await manager.handle_request(_scope(request), receive, send)
    response.content = b"".join(parts)
    return response


def _scope(request: HttpRequest) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.scheme,
        "path": request.path,
        "raw_path": request.path.encode(),
        "root_path": "",
        "query_string": request.META.get("QUERY_STRING", "").encode(),
        "headers": [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in request.headers.items()
        ],
        "client": None,
        "server": None,
    }
