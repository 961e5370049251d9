"""The least that brings the same rows into a table: requests, msgspec, COPY in binary, one upsert.

It checks nothing, knows no accounts and believes everything; one table without any index but its key.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import psycopg
import requests

COLUMNS = {
    "id": "bigint primary key",
    "account": "bigint",
    "amount": "numeric(38, 18)",
    "day": "timestamptz",
    "booked_on": "timestamptz",
    "value_on": "timestamptz",
    "budgeted_on": "date",
    "status": "text",
    "type": "text",
    "original_wording": "text",
    "simplified_wording": "text",
    "wording": "text",
    "category": "text",
    "parent_category": "text",
    "counterparty": "text",
    "counterparty_role": "text",
    "changed_at": "timestamptz",
    "deleted_at": "timestamptz",
}
NAMES = ", ".join(COLUMNS)
TYPES = [each.removesuffix(" primary key").partition("(")[0] for each in COLUMNS.values()]
UPSERT = f"""
insert into bare_row as ours ({NAMES}) select {NAMES} from bare_page
on conflict (id) do update set {", ".join(f"{name} = excluded.{name}" for name in COLUMNS)}
where (ours.*) is distinct from (excluded.*)
"""  # noqa: S608  (names of ours alone)


Day = date


class Category(msgspec.Struct):
    code: str | None = None
    parent_code: str | None = None


class Counterparty(msgspec.Struct):
    label: str | None = None
    type: str | None = None


class Row(msgspec.Struct):
    id: int
    id_account: int
    application_date: Day | None
    date: Day
    vdate: Day | None
    rdate: Day | None
    value: Decimal
    type: str
    original_wording: str
    simplified_wording: str
    wording: str
    categories: list[Category]
    coming: bool
    last_update: str
    deleted: str | None
    counterparty: Counterparty


class Link(msgspec.Struct):
    href: str | None = None


class Links(msgspec.Struct):
    next: Link | None = None


class Page(msgspec.Struct, rename={"links": "_links"}):
    transactions: list[Row]
    links: Links


def make(connection: psycopg.Connection) -> None:
    """Make the table anew."""
    definition = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    connection.execute("drop table if exists bare_row")
    connection.execute(f"create table bare_row ({definition})".encode())


def mirror(connection: psycopg.Connection, base_url: str, token: str) -> int:
    """Read all pages of a user and bring the table in sync with them; returns how many rows."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    decoder = msgspec.json.Decoder(Page)
    address: str | None = f"{base_url}/users/me/transactions?limit=1000&all=true"
    rows = 0
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("create temporary table bare_page (like bare_row) on commit drop")
        with cursor.copy(f"copy bare_page ({NAMES}) from stdin (format binary)".encode()) as copy:
            copy.set_types(TYPES)
            while address:
                page = decoder.decode(session.get(address, timeout=30).content)
                for row in page.transactions:
                    copy.write_row(_columns(row))
                rows += len(page.transactions)
                address = page.links.next.href if page.links.next else None
        cursor.execute(UPSERT.encode())
    return rows


def _columns(row: Row) -> tuple[object, ...]:
    return (
        *(row.id, row.id_account, row.value),
        *(_moment(row.rdate or row.date), _moment(row.date), _moment(row.vdate)),
        *(row.application_date, "pending" if row.coming else "booked", row.type),
        *(row.original_wording, row.simplified_wording, row.wording),
        *(row.categories[0].code, row.categories[0].parent_code),
        *(row.counterparty.label, row.counterparty.type),
        datetime.fromisoformat(row.last_update).replace(tzinfo=UTC),
        datetime.fromisoformat(row.deleted).replace(tzinfo=UTC) if row.deleted else None,
    )


def _moment(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
