"""A server of the official SDK for one caller: lists tools, and runs them through the one runner."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from asgiref.sync import sync_to_async
from mcp.server.lowlevel.server import Server
from mcp.types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    TextContent,
)

from contracts.caller import Caller
from contracts.execution.runner import run
from contracts.mcp.tools import operations_for, tool_name, tool_of
from contracts.problems import InternalError, NotFound, Problem
from contracts.schema.exact_json import encode
from contracts.spec import Operation

logger = logging.getLogger("contracts")

PATH = "/mcp"


def server_for(caller: Caller, *, trace_id: str) -> Server[Any]:
    """Return the server that one caller sees."""

    async def list_tools(context: Any, params: Any) -> ListToolsResult:
        tools = [tool_of(operation) for operation in operations_for(caller)]
        return ListToolsResult(tools=tools, ttl_ms=0, cache_scope="private")

    async def call_tool(context: Any, params: CallToolRequestParams) -> CallToolResult:
        called = sync_to_async(call, thread_sensitive=True)
        return await called(caller, params.name, params.arguments or {}, trace_id=trace_id)

    return Server("contracts", on_list_tools=list_tools, on_call_tool=call_tool)


def call(caller: Caller, name: str, arguments: Mapping[str, Any], *, trace_id: str) -> CallToolResult:
    """Run the tool; a refusal is the same problem document as over REST, as the tool's error."""
    operation: Operation | None = None
    try:
        operation = next((each for each in operations_for(caller) if tool_name(each) == name), None)
        if operation is None:
            raise NotFound("There is no such tool. List the tools to see which there are.")
        answer = run(operation, caller, _exact(arguments))
        return _result(answer.body or {}, failed=False)
    except Problem as problem:
        return _result(_document(problem, operation, trace_id), failed=True)
    except Exception:
        logger.exception("Tool %s failed, trace %s", name[:200], trace_id)
        return _result(_document(InternalError(), operation, trace_id), failed=True)


def _document(problem: Problem, operation: Operation | None, trace_id: str) -> dict[str, Any]:
    named = operation.named if operation else None
    return problem.body(instance=PATH, trace_id=trace_id, operation=named)


def _result(body: Mapping[str, Any], *, failed: bool) -> CallToolResult:
    """Return the body as text, with every digit, and as structure, where a number is a double."""
    text = encode(body).decode()
    return CallToolResult(
        content=[TextContent(type="text", text=text)],
        structured_content=json.loads(text),
        is_error=failed,
    )


def _exact(value: Any) -> Any:
    """Return arguments with the decimals their sender wrote: the SDK has read them as doubles."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, Mapping):
        return {name: _exact(inner) for name, inner in value.items()}
    return [_exact(inner) for inner in value] if isinstance(value, list) else value
