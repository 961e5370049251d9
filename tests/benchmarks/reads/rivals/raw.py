"""WSGI and psycopg without a framework: what there is no getting under in Python.

One prepared statement an answer, results in binary, dictionaries by hand, JSON by msgspec.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import msgspec
import psycopg
from psycopg.rows import dict_row

from tests.benchmarks.reads.rivals import bodies, rules, statements

_local = threading.local()
_encode = msgspec.json.Encoder(decimal_format="number").encode
Start = Callable[[str, list[tuple[str, str]]], Any]


class Refusal(Exception):
    """An answer that is none; says the status."""


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """Answer one request."""
    query = {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
    try:
        status, body = "200 OK", _encode(_answer(environ, query))
    except Refusal as refusal:
        status, body = str(refusal), b"{}"
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def _answer(environ: dict[str, Any], query: dict[str, str]) -> dict[str, Any]:
    digest = _digest(environ.get("HTTP_AUTHORIZATION", ""))
    match environ["PATH_INFO"]:
        case rules.BALANCES:
            rows = _rows(statements.BALANCES, digest, UUID(query["accountId"]))
            return bodies.balances(_of_account(rows))
        case rules.ACCOUNTS:
            page = int(query["pageSize"])
            return bodies.accounts(_rows(statements.ACCOUNTS, digest, page + 1), page)
        case rules.TRANSACTIONS:
            page = int(query["pageSize"])
            rows = _rows(statements.TRANSACTIONS, digest, UUID(query["accountId"]), page + 1)
            return bodies.transactions(_of_account(rows), page)
    raise Refusal("404 Not Found")


def _digest(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if scheme != "Bearer":
        raise Refusal("401 Unauthorized")
    return sha256(token.encode()).hexdigest()


def _of_account(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if rows[0]["account_id"] is None:
        raise Refusal("404 Not Found")
    return rows


def _rows(statement: str, *parameters: object) -> list[dict[str, Any]]:
    """Run a statement on this thread's connection; raises Refusal where the token opens nothing."""
    if not hasattr(_local, "connection"):
        _local.connection = psycopg.connect(
            os.environ["DATABASE_URL"], autocommit=True, options="-c timezone=UTC"
        )
    with psycopg.RawCursor(_local.connection, row_factory=dict_row) as cursor:
        rows = cursor.execute(statement.encode(), parameters, prepare=True, binary=True).fetchall()
    if not rows:
        raise Refusal("401 Unauthorized")
    return rows
