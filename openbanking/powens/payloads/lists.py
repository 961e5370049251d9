"""Lists of rows: what surrounds them, and each row read by itself."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, Generic, TypeVar, get_args, get_type_hints

import msgspec

from openbanking.powens.errors import UNDECODABLE
from openbanking.powens.payloads.base import Payload

# As JSON writes it; a backslash that is written as two is none of its own.
NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


class Unreadable(Payload, kw_only=True):
    """A row that could not be read; the reason names a field, never a value."""

    kind: str
    id: str | None
    id_connection: str | None = None
    id_account: str | None = None
    reason: str


Row = TypeVar("Row", bound=Payload)
Decoded = TypeVar("Decoded")


class Rows(msgspec.Struct, Generic[Row], frozen=True):
    """The rows of one answer, with those that could not be read set apart.

    `totals` are Powens' own sums by currency where it gives some; `complete` says that no more follow.
    `digest` is that of the rows as they were sent (SHA-256, hexadecimal); not of pages that another
    follows.
    """

    rows: list[Row]
    unreadable: list[Unreadable]
    totals: dict[str, Decimal] | None = None
    complete: bool = False
    digest: str = ""


class Link(Payload):
    href: str | None = None


class Trace(Payload):
    """Of a row, only which one it is and whether it is still there."""

    id: int | str | None = None
    deleted: Any = None


class Links(Payload):
    next: Link | str | None = None


# An answer without its list is none; one with a null in its place is an empty list.
Listed = list[msgspec.Raw] | msgspec.UnsetType | None


class Envelope(Payload, rename={"links": "_links"}):
    """What surrounds the rows of a list; rows stay raw until each is read by itself."""

    connections: Listed = msgspec.UNSET
    accounts: Listed = msgspec.UNSET
    transactions: Listed = msgspec.UNSET
    investments: Listed = msgspec.UNSET
    investmentvalues: Listed = msgspec.UNSET
    pockets: Listed = msgspec.UNSET
    marketorders: Listed = msgspec.UNSET
    loanamortizations: Listed = msgspec.UNSET
    account_ownerships: Listed = msgspec.UNSET
    balances: msgspec.Raw = msgspec.Raw(b"null")
    links: Links | None = None
    total: Annotated[int, msgspec.Meta(ge=0)] | None = None


def read_page(kind: str, body: bytes, model: type[Row]) -> tuple[list[Row], Links | None] | None:
    """Decode an answer with all its rows in one go, and what links it to the next.

    None where it has no list of such rows, or where one is malformed: `Envelope` and `read_rows` then
    tell what is wrong with it.
    """
    try:
        page = _page_decoder(kind, model).decode(_without_nul(body))
        _refuse_infinities(page.rows, model)
    except (*UNDECODABLE, ValueError):
        return None
    return page.rows, page.links


def read_rows(kind: str, raw: list[msgspec.Raw], model: type[Row]) -> Rows[Row]:
    """Decode rows all at once or, where one is malformed, one by one, so that it hides no others."""
    try:
        rows = _decoder(list[model]).decode(_without_nul(b"[%b]" % b",".join(raw)))  # type: ignore[valid-type]
        _refuse_infinities(rows, model)
    except (*UNDECODABLE, ValueError):
        return _read_one_by_one(kind, raw, model)
    return Rows(rows, [])


def _read_one_by_one(kind: str, raw: list[msgspec.Raw], model: type[Row]) -> Rows[Row]:
    decoder = _decoder(model)
    rows: list[Row] = []
    unreadable: list[Unreadable] = []
    for each in raw:
        try:
            row = decoder.decode(_without_nul(bytes(each)))
            _refuse_infinities([row], model)
        except (*UNDECODABLE, ValueError) as error:
            unreadable.append(_unreadable(kind, each, error))
        else:
            rows.append(row)
    return Rows(rows, unreadable)


def _without_nul(text: bytes) -> bytes:
    """Return rows without the character U+0000, which no text of PostgreSQL may hold."""
    return NUL.sub(rb"\1", text) if b"u0000" in text else text


def read_totals(raw: msgspec.Raw) -> dict[str, Decimal] | None:
    """Return Powens' totals by currency; None where there are none to rely on."""
    try:
        found = msgspec.json.decode(raw, type=dict[str, Decimal] | None, strict=False)
    except UNDECODABLE:
        return None
    return found if found and all(each.is_finite() for each in found.values()) else None


@cache
def _decoder(model: type[Decoded]) -> msgspec.json.Decoder[Decoded]:
    # Made once: making one takes as long as reading thousands of rows.
    # Ids come as numbers or as text; amounts too. Lax mode reads both, and amounts stay exact.
    return msgspec.json.Decoder(model, strict=False)


@cache
def _page_decoder(kind: str, model: type[Payload]) -> msgspec.json.Decoder[Any]:
    """Return what reads an answer whose list is of this kind."""
    fields = [
        ("rows", list[model], msgspec.field(name=kind)),  # type: ignore[valid-type]
        ("links", Links | None, msgspec.field(name="_links", default=None)),
    ]
    page: type[msgspec.Struct] = msgspec.defstruct(f"{model.__name__}Page", fields, bases=(Payload,))
    return _decoder(page)


def _refuse_infinities(rows: list[Row], model: type[Row]) -> None:
    """Raise ValueError for an amount that is none: Decimal reads "NaN" and "Infinity" from text."""
    for name in _amounts_of(model):
        for value in map(attrgetter(name), rows):
            if isinstance(value, Decimal) and not value.is_finite():
                raise ValueError(f"{name} is not a number")


@cache
def _amounts_of(model: type[Payload]) -> tuple[str, ...]:
    """Return the names of the fields that can hold an amount."""
    types = get_type_hints(model)
    return tuple(
        name for name in model.__struct_fields__ if Decimal in (types[name], *get_args(types[name]))
    )


def _unreadable(kind: str, raw: msgspec.Raw, error: Exception) -> Unreadable:
    # msgspec's messages name types and paths; only an enum or a custom hook would quote a value.
    try:
        found: Any = msgspec.json.decode(raw)
    except UNDECODABLE:
        found = None
    fields = found if isinstance(found, dict) else {}

    def text(name: str) -> str | None:
        value = fields.get(name)
        return str(value) if isinstance(value, int | str) else None

    return Unreadable(
        kind=kind,
        id=text("id"),
        id_connection=text("id_connection"),
        id_account=text("id_account"),
        reason=str(error),
    )
