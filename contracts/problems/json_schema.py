"""JSON Schema of a problem document, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

# The whole vocabulary: clients are made for codes too that no operation here answers with.
CODES = [
    *("BAD_GATEWAY", "BAD_REQUEST", "CONFLICT", "FORBIDDEN", "GONE", "INTERNAL_ERROR"),
    *("METHOD_NOT_ALLOWED", "NOT_FOUND", "NOT_IMPLEMENTED", "PRECONDITION_FAILED", "RATE_LIMITED"),
    *("SERVICE_UNAVAILABLE", "TIMEOUT", "UNAUTHENTICATED", "VALIDATION_FAILED"),
]
CATEGORIES = [
    *("auth", "conflict", "dependency", "integration", "internal"),
    *("not_found", "policy", "rate_limit", "timeout", "validation"),
]

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "What is wrong and what to do about it (RFC 9457).",
    "properties": {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "description": "The kind of problem: the path of the page that explains it.",
        },
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": CODES},
        "detail": {"type": "string", "description": "What is wrong and what to do next."},
        "instance": {"type": "string", "description": "The path that was asked for."},
        "category": {"type": "string", "enum": CATEGORIES},
        "severity": {"type": "string", "enum": ["info", "warning", "error", "fatal"]},
        "retryable": {"type": "boolean"},
        "retryAfter": {"type": "integer", "description": "Seconds."},
        "traceId": {
            "type": "string",
            "description": "What the operator finds the log lines by.",
        },
        "operation": {
            "type": "object",
            "properties": {
                "key": {"type": "string"},
                "version": {"type": "string"},
                "kind": {"type": "string"},
            },
        },
        "issues": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "path": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
                "required": ["path", "code", "message"],
            },
        },
        "args": {
            "type": "object",
            "additionalProperties": {},
            "description": "Facts a machine needs besides the code.",
        },
    },
    "required": [
        *("type", "title", "status", "code", "detail", "instance"),
        *("category", "severity", "retryable", "traceId"),
    ],
}
