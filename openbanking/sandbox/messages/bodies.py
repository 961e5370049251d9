"""Bodies of requests: JSON, and forms of both kinds.

Powens advises JSON and takes `x-www-form-urlencoded` "when the body does not imply nested levels"
(Powens, API design page). That some clients send `multipart/form-data` is not documented. A form is
flat, therefore: every value is text, and of a name that is repeated the last one counts.
"""

from __future__ import annotations

import json
from decimal import Decimal
from email.message import MIMEPart
from email.parser import BytesParser
from email.policy import HTTP
from io import BufferedIOBase
from typing import Any
from urllib.parse import parse_qsl

from openbanking.sandbox.messages.errors import ApiError, invalid

LARGEST_BODY = 1 << 20
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


class _Malformed(Exception):
    """The body is not what its content type says."""


def received(stream: BufferedIOBase, *, length: str | None, encoding: str | None) -> bytes:
    """Read a body whose length is declared, or that comes in chunks; raises ApiError."""
    if not encoding:
        return stream.read(_within_limit(length or "0", "Content-Length", base=10))
    if encoding.lower() != "chunked":
        raise invalid("Transfer-Encoding")
    return _chunks(stream)


def fields_of(body: bytes, content_type: str) -> dict[str, Any]:
    """Return what a body says, an empty one nothing; raises a 400. Without a known type it is JSON."""
    if not body:
        return {}
    media_type = content_type.partition(";")[0].strip().lower()
    try:
        if media_type == FORM:
            return _form(body)
        if media_type == MULTIPART:
            return _multipart(body, content_type)
        return _json(body)
    except _Malformed as error:
        raise ApiError(400, "invalidValue", f"The body is not {error}") from None


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _Malformed("a JSON object")
    return found


def _form(body: bytes) -> dict[str, Any]:
    try:
        return dict(
            parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True, errors="strict")
        )
    except ValueError:
        raise _Malformed("a form of names and values in UTF-8") from None


def _multipart(body: bytes, content_type: str) -> dict[str, Any]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    if message.defects or not message.is_multipart():
        raise _Malformed("a multipart form between the boundaries its type names")
    return dict(map(_field, message.iter_parts()))


def _field(part: MIMEPart) -> tuple[str, str]:
    disposition = part["Content-Disposition"]
    name = disposition.params.get("name") if disposition else None
    if not name or part.defects or part.is_multipart():
        raise _Malformed("a multipart form whose every part is a field with a name")
    content = part.get_payload(decode=True)
    try:
        return str(name), bytes(content).decode()
    except UnicodeDecodeError:
        raise _Malformed("a multipart form in UTF-8") from None


def _chunks(stream: BufferedIOBase) -> bytes:
    """Read chunks, each after its size, up to the empty one and the trailer (RFC 9112, 7.1)."""
    body = bytearray()
    while size := _within_limit(
        stream.readline(64).partition(b";")[0].strip().decode("latin-1"), "chunk size", base=16
    ):
        body += stream.read(size)
        stream.readline(64)
        _within_limit(str(len(body)), "body", base=10)
    while stream.readline(1024).strip():
        pass
    return bytes(body)


def _within_limit(text: str, name: str, *, base: int) -> int:
    """Read a size; raises a 400 for what is none, and a 413 for one too large."""
    try:
        # Signs and underscores, which Python reads too, are no part of a size.
        size = int(text, base) if text.isalnum() else -1
    except ValueError:
        size = -1
    if size < 0:
        raise invalid(name)
    if size > LARGEST_BODY:
        raise ApiError(413, "invalidValue", "Body too large")
    return size
