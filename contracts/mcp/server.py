"""A server of the official SDK for one caller: lists tools, and runs them through the one runner."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from asgiref.sync import sync_to_async
from django.utils.text import slugify
from drf_spectacular.settings import spectacular_settings
from mcp.server.lowlevel.server import Server
from mcp.types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    TextContent,
)

from contracts.caller import Caller
from contracts.conf import contracts_settings
from contracts.execution.runner import run
from contracts.mcp.arguments import input_from
from contracts.mcp.summary import text_of
from contracts.mcp.tools import operations_for, tool_name, tool_of
from contracts.problems import InternalError, NotFound, Problem
from contracts.schema.exact_json import encode
from contracts.spec import Operation

logger = logging.getLogger("contracts")

PATH = "/mcp"
INSTRUCTIONS = (
    "Each tool is one operation. A list with hasMore goes on with cursor set to its nextCursor; pages "
    "are short unless pageSize asks for more. Leave out what you do not need. A day without a time is "
    "the whole day in UTC. Amounts are exact: repeat them digit by digit. The detail of a refusal says "
    "what to do next."
)


def server_for(caller: Caller, *, trace_id: str) -> Server[Any]:
    """Return the server that one caller sees."""

    async def list_tools(context: Any, params: Any) -> ListToolsResult:
        tools = [tool_of(operation) for operation in operations_for(caller)]
        return ListToolsResult(tools=tools, ttl_ms=0, cache_scope="private")

    async def call_tool(context: Any, params: CallToolRequestParams) -> CallToolResult:
        called = sync_to_async(call, thread_sensitive=True)
        return await called(caller, params.name, params.arguments or {}, trace_id=trace_id)

    title = spectacular_settings.TITLE
    return Server(
        slugify(title),
        title=title,
        version=spectacular_settings.VERSION,
        instructions=instructions(),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def instructions() -> str:
    """Return what an agent should know before its first call."""
    parts = [spectacular_settings.DESCRIPTION, INSTRUCTIONS, contracts_settings().mcp_instructions]
    return " ".join(part for part in parts if part)


def call(caller: Caller, name: str, arguments: Mapping[str, Any], *, trace_id: str) -> CallToolResult:
    """Run the tool; a refusal is the same problem document as over REST, as the tool's error."""
    operation: Operation | None = None
    try:
        operation = next((each for each in operations_for(caller) if tool_name(each) == name), None)
        if operation is None:
            raise NotFound("There is no such tool. List the tools to see which there are.")
        answer = run(operation, caller, input_from(arguments, operation.io.input))
        return _answered(operation, answer.mapping)
    except Problem as problem:
        return _refused(problem, operation, trace_id)
    except Exception:
        logger.exception("Tool %s failed, trace %s", name[:200], trace_id)
        return _refused(InternalError(), operation, trace_id)


def _refused(problem: Problem, operation: Operation | None, trace_id: str) -> CallToolResult:
    """Return a problem document as text alone: structured content is for the tool's output schema."""
    named = operation.named if operation else None
    document = problem.body(instance=PATH, trace_id=trace_id, operation=named)
    return CallToolResult(
        content=[TextContent(type="text", text=encode(document).decode())], is_error=True
    )


def _answered(operation: Operation, body: Mapping[str, Any]) -> CallToolResult:
    """Return the body as structure, where a number is a double, and in words with every digit."""
    return CallToolResult(
        content=[TextContent(type="text", text=text_of(body, operation.io.output))],
        structured_content=json.loads(encode(body)),
    )
