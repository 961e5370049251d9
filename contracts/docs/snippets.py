"""An example as code that works when it is pasted, once the token and the ids are real."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from contracts.conf import path_of
from contracts.schema.exact_json import Amounts
from contracts.spec import Example, Kind, Operation


def curl(operation: Operation, example: Example, *, site: str) -> str:
    """Return the example for a shell; the token is expected in $TOKEN."""
    address = f"{site}{path_of(operation.path)}"
    parts = ['curl -H "Authorization: Bearer $TOKEN"']
    if operation.kind is Kind.QUERY:
        query = urlencode({name: _text(value) for name, value in example.input.items()}, doseq=True)
        parts.append(shlex.quote(f"{address}?{query}" if query else address))
    else:
        parts += [
            "-H 'Content-Type: application/json'",
            f"-d {shlex.quote(json.dumps(dict(example.input)))}",
            shlex.quote(address),
        ]
    return " \\\n  ".join(parts)


def python(operation: Operation, example: Example, *, site: str) -> str:
    """Return the example for Python with requests, amounts as Decimals."""
    reads = operation.kind is Kind.QUERY
    given = {k: _text(v) for k, v in example.input.items()} if reads else dict(example.input)
    return "\n".join(
        [
            "import os",
            "from decimal import Decimal",
            "",
            "import requests",
            "",
            f"response = requests.{'get' if reads else 'post'}(",
            f'    "{site}{path_of(operation.path)}",',
            f"    {'params' if reads else 'json'}={_python(given)},",
            '    headers={"Authorization": f"Bearer {os.environ[\'TOKEN\']}"},',
            "    timeout=30,",
            ")",
            "response.raise_for_status()",
            "answer = response.json(parse_float=Decimal)  # every digit of an amount",
        ]
    )


def typescript(operation: Operation, example: Example, *, site: str) -> str:
    """Return the example for TypeScript with fetch, amounts as text: its numbers are doubles."""
    given = json.dumps(dict(example.input), indent=2)
    lines = [f"const input = {given};"]
    if operation.kind is Kind.QUERY:
        lines += [
            "const query = new URLSearchParams({ input: JSON.stringify(input) });",
            f"const response = await fetch(`{site}{path_of(operation.path)}?${{query}}`, {{",
            "  headers: {",
            f'    Accept: "{Amounts.TEXT.media_type}",',
            "    Authorization: `Bearer ${process.env.TOKEN}`,",
            "  },",
            "});",
        ]
    else:
        lines += [
            f'const response = await fetch("{site}{path_of(operation.path)}", {{',
            '  method: "POST",',
            "  headers: {",
            f'    Accept: "{Amounts.TEXT.media_type}",',
            "    Authorization: `Bearer ${process.env.TOKEN}`,",
            '    "Content-Type": "application/json",',
            '    "Idempotency-Key": crypto.randomUUID(),',
            "  },",
            "  body: JSON.stringify(input),",
            "});",
        ]
    return "\n".join(
        [
            *lines,
            "if (!response.ok) throw await response.json();",
            "const answer = await response.json(); // every digit of an amount, as text",
        ]
    )


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return [_text(each) for each in value] if isinstance(value, list | tuple) else value


def _python(value: Mapping[str, Any]) -> str:
    inner = ", ".join(f'"{name}": {_literal(each)}' for name, each in value.items())
    return f"{{{inner}}}"


def _literal(value: Any) -> str:
    return json.dumps(value) if isinstance(value, str) else repr(value)
