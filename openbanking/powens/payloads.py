"""What Powens sends, as far as a mirror of accounts needs it (Powens, API reference).

Amounts are exact Decimals straight from the JSON text. Almost everything can be null; unknown keys and
unknown words are let through, since every list of words is open. Dates stay text: `moments` reads them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

import msgspec

from openbanking.powens.errors import UNDECODABLE

Id = int
Flag = bool | int | None


class Payload(msgspec.Struct):
    """A part of an answer."""


class Connector(Payload):
    id: Id | None = None
    uuid: str | None = None
    name: str | None = None


class ConnectionSource(Payload):
    id: Id | None = None
    name: str | None = None
    state: str | None = None
    disabled: str | None = None
    access_expire: str | None = None


class Connection(Payload):
    id: Id
    id_connector: Id | None = None
    connector_uuid: str | None = None
    state: str | None = None
    error: str | None = None
    last_update: str | None = None
    next_try: str | None = None
    active: Flag = True
    connector: Connector | None = None
    sources: list[ConnectionSource] | None = None


class Currency(Payload):
    id: str | None = None
    name: str | None = None
    symbol: str | None = None
    precision: int | None = None


class AccountType(Payload):
    id: Id | None = None
    name: str | None = None
    is_invest: Flag = None
    display_name: str | None = None


class Loan(Payload):
    type: str | None = None
    total_amount: Decimal | None = None
    available_amount: Decimal | None = None
    used_amount: Decimal | None = None
    subscription_date: str | None = None
    maturity_date: str | None = None
    start_repayment_date: str | None = None
    deferred: Flag = None
    next_payment_amount: Decimal | None = None
    next_payment_date: str | None = None
    rate: Decimal | None = None
    nb_payments_left: int | None = None
    nb_payments_done: int | None = None
    nb_payments_total: int | None = None
    last_payment_amount: Decimal | None = None
    last_payment_date: str | None = None
    account_label: str | None = None
    insurance_label: str | None = None
    insurance_amount: Decimal | None = None
    insurance_rate: Decimal | None = None
    duration: int | None = None


class Account(Payload):
    id: Id
    id_connection: Id | None = None
    id_parent: Id | None = None
    number: str | int | None = None
    original_name: str | None = None
    name: str | None = None
    balance: Decimal | None = None
    coming: Decimal | None = None
    coming_balance: Decimal | None = None
    display: Flag = None
    last_update: str | None = None
    deleted: str | None = None
    disabled: str | None = None
    iban: str | None = None
    bic: str | None = None
    currency: Currency | str | None = None
    # The reference says object, live answers say word.
    type: AccountType | str | None = None
    bookmarked: Flag = None
    error: str | None = None
    usage: str | None = None
    ownership: str | None = None
    company_name: str | None = None
    opening_date: str | None = None
    valuation: Decimal | None = None
    diff: Decimal | None = None
    loan: Loan | None = None


class Category(Payload):
    code: str | None = None
    parent_code: str | None = None


class Counterparty(Payload):
    label: str | None = None
    account_scheme_name: str | None = None
    account_identification: str | None = None
    type: str | None = None


class Transaction(Payload):
    id: Id
    id_account: Id
    application_date: str | None = None
    date: str | None = None
    datetime: str | None = None
    vdate: str | None = None
    vdatetime: str | None = None
    rdate: str | None = None
    rdatetime: str | None = None
    value: Decimal | None = None
    gross_value: Decimal | None = None
    original_value: Decimal | None = None
    original_gross_value: Decimal | None = None
    original_currency: Currency | str | None = None
    commission: Decimal | None = None
    commission_currency: Currency | str | None = None
    type: str | None = None
    original_wording: str | None = None
    simplified_wording: str | None = None
    wording: str | None = None
    categories: list[Category] | None = None
    date_scraped: str | None = None
    coming: Flag = None
    active: Flag = None
    id_cluster: Id | None = None
    comment: str | None = None
    last_update: str | None = None
    deleted: str | None = None
    card: str | None = None
    counterparty: Counterparty | None = None


class Unreadable(Payload, kw_only=True):
    """A row that could not be read; the reason names a field, never a value."""

    kind: str
    id: str | None
    id_connection: str | None = None
    id_account: str | None = None
    reason: str


Row = TypeVar("Row", bound=Payload)


class Rows(msgspec.Struct, Generic[Row], frozen=True):
    """The rows of one answer, with those that could not be read set apart.

    `totals` are Powens' own sums by currency where it gives some; `complete` says that no more follow.
    """

    rows: list[Row]
    unreadable: list[Unreadable]
    totals: dict[str, Decimal] | None = None
    complete: bool = False


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
    balances: msgspec.Raw = msgspec.Raw(b"null")
    links: Links | None = None
    total: Annotated[int, msgspec.Meta(ge=0)] | None = None


class TokenGrant(Payload):
    access_token: str


class NewUser(Payload):
    auth_token: str
    id_user: Id
    type: str | None = None

    def __repr__(self) -> str:
        return f"<NewUser {self.id_user}>"


class TemporaryCode(Payload):
    code: str

    def __repr__(self) -> str:
        return "<TemporaryCode>"


def read_rows(kind: str, raw: list[msgspec.Raw], model: type[Row]) -> Rows[Row]:
    """Decode rows one by one, so that a malformed one does not hide the others."""
    decoder = _decoder(model)
    rows: list[Row] = []
    unreadable: list[Unreadable] = []
    for each in raw:
        try:
            row = decoder.decode(each)
            _refuse_infinities(row)
        except (*UNDECODABLE, ValueError) as error:
            unreadable.append(_unreadable(kind, each, error))
        else:
            rows.append(row)
    return Rows(rows, unreadable)


def read_totals(raw: msgspec.Raw) -> dict[str, Decimal] | None:
    """Return Powens' totals by currency; None where there are none to rely on."""
    try:
        found = msgspec.json.decode(raw, type=dict[str, Decimal] | None, strict=False)
    except UNDECODABLE:
        return None
    return found if found and all(each.is_finite() for each in found.values()) else None


def _decoder(model: type[Row]) -> msgspec.json.Decoder[Row]:
    # Ids come as numbers or as text; amounts too. Lax mode reads both, and amounts stay exact.
    return msgspec.json.Decoder(model, strict=False)


def _refuse_infinities(row: Payload) -> None:
    for name in row.__struct_fields__:
        value = getattr(row, name)
        if isinstance(value, Decimal) and not value.is_finite():
            raise ValueError(f"{name} is not a number")


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
