"""Operations as tools: their names, what they take, and what they may do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mcp.types import Tool, ToolAnnotations

from contracts.caller import Caller, Credential
from contracts.conf import contracts_settings
from contracts.mcp.arguments import agent_defaults
from contracts.registry import Registry, registry
from contracts.schema.json_schema import schema_of
from contracts.schema.shapes import Input
from contracts.spec import Kind, Operation


def tool_name(operation: Operation) -> str:
    """Return `openbanking_balances_get-v1_0_0` for openbanking.balances.get 1.0.0."""
    key, version = (text.replace(".", "_") for text in (operation.meta.key, operation.meta.version))
    return f"{key}-v{version}"


def operations_for(caller: Caller, operations: Registry = registry) -> Iterator[Operation]:
    """Yield what a caller is offered: queries, and commands where CONTRACTS["MCP_COMMANDS"] is on."""
    commands = contracts_settings().mcp_commands
    credential = caller.credential
    for operation in operations:
        if operation.kind is Kind.COMMAND and not commands:
            continue
        if isinstance(credential, Credential) and not credential.permits(operation.meta.key):
            continue
        yield operation


def tool_of(operation: Operation) -> Tool:
    """Describe an operation as a tool."""
    meta = operation.meta
    reads = operation.kind is Kind.QUERY
    return Tool(
        name=tool_name(operation),
        title=operation.title,
        description=f"{meta.description} {meta.goal} {meta.context}",
        input_schema=_input_schema(operation.io.input),
        output_schema=schema_of(operation.io.output),
        annotations=ToolAnnotations(
            title=operation.title,
            read_only_hint=reads,
            destructive_hint=False,
            idempotent_hint=operation.idempotent,
            open_world_hint=not reads,
        ),
    )


def _input_schema(shape: type[Input]) -> dict[str, Any]:
    """Return the schema of the input, with the defaults that hold for agents."""
    schema = schema_of(shape)
    properties = dict(schema.get("properties", {}))
    for name, value in agent_defaults(shape).items():
        properties[name] = {**properties[name], "default": value}
    return {**schema, "properties": properties}
