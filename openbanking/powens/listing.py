"""Lists of Powens, read to their end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from hashlib import sha256
from typing import Any, TypeVar

import msgspec

from openbanking.powens import payloads
from openbanking.powens.errors import (
    UNDECODABLE,
    PowensBadRequest,
    PowensConflict,
    PowensProtocolError,
)
from openbanking.powens.payloads import Envelope, Payload, Rows
from openbanking.powens.transport import Begun, Transport

PAGE_SIZE = 1000  # the most Powens gives at once
MOST_PAGES = 10_000
TOO_LONG = f"Powens' list has more than {MOST_PAGES} pages."

Row = TypeVar("Row", bound=Payload)


class NothingEnabled(Exception):
    """No account of the user is enabled: an empty list, not a failure."""


def all_rows(
    transport: Transport, path: str, kind: str, model: type[Row], query: Mapping[str, Any]
) -> Rows[Row]:
    """Return every row of a list paged by offset.

    A server may give fewer rows than asked for, or ignore the offset: what ends the list is its own
    total, or a page that brings nothing new.
    """
    raw: dict[bytes, msgspec.Raw] = {}
    totals: list[dict[str, Decimal] | None] = []
    for _ in range(MOST_PAGES):
        try:
            body = _asked(transport, path, {**query, "limit": PAGE_SIZE, "offset": len(raw)})
        except NothingEnabled:
            return Rows([], [])
        envelope = decode(body, Envelope)
        page = _rows_of(envelope, kind)
        known = len(raw)
        raw.update({_identity(each): each for each in page})
        totals.append(payloads.read_totals(envelope.balances))
        if len(raw) == known or (envelope.total is not None and len(raw) >= envelope.total):
            rows = payloads.read_rows(kind.removesuffix("s"), list(raw.values()), model)
            # Sums that changed between two pages are of another moment than the rows.
            steady = totals[0] if all(each == totals[0] for each in totals) else None
            return msgspec.structs.replace(rows, totals=steady, digest=_digest(raw.values()))
    raise PowensProtocolError(TOO_LONG)


def linked_rows(
    transport: Transport, path: str, kind: str, model: type[Row], query: Mapping[str, Any]
) -> Rows[Row]:
    """Return every row of a list whose pages, if there is more than one, are linked."""
    pages = list(linked_pages(transport, path, kind, model, query))
    return Rows(
        [row for page in pages for row in page.rows],
        [row for page in pages for row in page.unreadable],
        complete=True,
    )


def linked_pages(
    transport: Transport, path: str, kind: str, model: type[Row], query: Mapping[str, Any]
) -> Iterator[Rows[Row]]:
    """Yield the pages of a list; the last is `complete`.

    The next page is asked for while the caller takes one in. Links are followed as they are given until
    there is none; raises PowensProtocolError for one that leads to another host or back to a page read
    before.
    """
    asked: Mapping[str, Any] | None = query
    address, begun, seen = path, None, set[str]()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="page") as ahead:
        for _ in range(MOST_PAGES):
            try:
                body = _asked(transport, address, asked, begun)
            except NothingEnabled:
                return
            page, link = _page(body, kind, model)
            if link in seen:
                raise PowensProtocolError("Powens' next link leads back to a page read before.")
            if link:
                seen.add(link)
                address, asked = link, None
                begun = transport.begin(address, ahead)
            yield page
            if not link:
                return
    raise PowensProtocolError(TOO_LONG)


def first_page(
    transport: Transport, path: str, kind: str, model: type[Row], query: Mapping[str, Any]
) -> Rows[Row] | None:
    """Return the first of the pages that `linked_pages` yields, and ask for no other."""
    try:
        body = _asked(transport, path, query)
    except NothingEnabled:
        return None
    return _page(body, kind, model)[0]


def decode(body: bytes, model: type[Row]) -> Row:
    """Return the answer as typed; raises PowensProtocolError."""
    try:
        return msgspec.json.decode(body, type=model)
    except UNDECODABLE as error:
        raise PowensProtocolError(f"Powens' answer cannot be read: {error}") from None


def _page(body: bytes, kind: str, model: type[Row]) -> tuple[Rows[Row], str]:
    """Return the rows of an answer, and the address of the next; empty where none follows."""
    read = payloads.read_page(kind, body, model)
    if read is not None and (link := _following(read[1])):
        return Rows(read[0], []), link
    envelope = decode(body, Envelope)
    raw, link = _rows_of(envelope, kind), _following(envelope.links)
    rows = Rows(read[0], []) if read else payloads.read_rows(kind.removesuffix("s"), raw, model)
    return msgspec.structs.replace(rows, digest=_digest(raw), complete=not link), link


def _asked(
    transport: Transport, address: str, query: Mapping[str, Any] | None, begun: Begun | None = None
) -> bytes:
    try:
        return transport.send("GET", address, query=query, begun=begun)
    except (PowensConflict, PowensBadRequest) as error:
        # Nothing enabled is an empty list; the two statuses are both documented.
        if (error.code or "").casefold() == "noaccount":
            raise NothingEnabled from None
        raise


def _rows_of(envelope: Envelope, kind: str) -> list[msgspec.Raw]:
    found: payloads.Listed = getattr(envelope, kind)
    if found is msgspec.UNSET:
        raise PowensProtocolError(f"Powens' answer has no list of {kind}.")
    return found or []


def _digest(raw: Iterable[msgspec.Raw]) -> str:
    digest = sha256()
    for each in raw:
        digest.update(each)
    return digest.hexdigest()


def _following(links: payloads.Links | None) -> str:
    link = links.next if links else None
    return (link.href if isinstance(link, payloads.Link) else link) or ""


def _identity(raw: msgspec.Raw) -> bytes:
    try:
        found = msgspec.json.decode(raw, type=payloads.Trace).id
    except UNDECODABLE:
        found = None
    return bytes(raw) if found is None else str(found).encode()
