"""What is stored while reads are measured: two tenants, whose rows are copied in by COPY.

Every connection is healthy and every account was read an hour ago, so that an answer depends on nothing
but its rows. Instants are whole seconds: frameworks write fractions of one in different ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import ProgrammingError, models
from django.db import connection as database
from django.utils import timezone

from openbanking.fields import BlindIndexField, EncryptedTextField
from openbanking.models import (
    Account,
    Balance,
    BalanceReading,
    BalanceType,
    Connection,
    PowensUser,
    Transaction,
)
from openbanking.models.ids import new_id
from tests import factories
from tests.benchmarks.reads.rivals.statements import IBAN, NUMBER

BATCH = 5_000

# The key of a token as Django REST framework's own authentication keeps it: in the clear.
DRF_TOKENS = """
    create table if not exists authtoken_token
        (key varchar(40) primary key, created timestamptz not null, user_id uuid not null unique)
"""


@dataclass(frozen=True, slots=True)
class Populated:
    """A tenant, the tokens that open it, and its accounts, the first recorded first."""

    accounts: list[UUID]
    token: str
    drf_token: str


def empty() -> None:
    """Delete every row, and make room for what the rivals need beside our tables."""
    call_command("flush", interactive=False, verbosity=0)
    with database.cursor() as cursor:
        cursor.execute(DRF_TOKENS)
        cursor.execute("truncate authtoken_token")


def populate(name: str, *, accounts: int, connections: int = 1) -> Populated:
    """Make a member with a tenant of so many banks and accounts, each account with three balances."""
    member = factories.make_user(name)
    tenant = factories.make_tenant(f"{name}s", member)
    hour_ago = _now() - timedelta(hours=1)
    powens_user = factories.make_powens_user(tenant, member)
    links = [_connection(powens_user, hour_ago) for _ in range(connections)]
    ids = [new_id() for _ in range(accounts)]
    copy_rows(
        _account(links[0], hour_ago),
        ("id", "external_id", "connection_id"),
        ((id, id.int % 10**12, link.pk) for id, link in zip(ids, cycle(links), strict=False)),
    )
    copy_rows(
        _balance(Balance(), hour_ago),
        ("id", "account_id", "type", "amount"),
        ((new_id(), id, type, f"{id.int % 10**7}.42") for id in ids for type in BalanceType.values),
    )
    drf_token = f"{member.pk.hex}{0:08}"
    with database.cursor() as cursor:
        cursor.execute(
            "insert into authtoken_token values (%s, %s, %s)", [drf_token, hour_ago, member.pk]
        )
    return Populated(ids, factories.make_token(member, tenant), drf_token)


def add_history(
    tenants: Sequence[Populated],
    *,
    rows: int,
    first: int = 0,
    at_least: int = 0,
    days: int | None = None,
    progress: Callable[[], object] = lambda: None,
) -> None:
    """Give each tenant so many readings and transactions, one a minute, beginning with number `first`.

    The accounts that are asked about are given `at_least` so many each before the others are given any:
    their pages are full however little is stored. They begin ten years ago, and what a balance is of
    does not move; or they are spread over so many `days` until now, and so is what a balance is of.
    """
    begun = _now() - timedelta(days=days or 3_650)
    every = timedelta(days=days) / rows if days else timedelta(minutes=1)
    of_readings = ("learned_at", "as_of") if days else ("learned_at",)
    for prototype, times, columns, row in (
        (_balance(BalanceReading(type="current"), begun), of_readings, ("amount",), _reading),
        (_transaction(begun), ("date",), ("external_id", "amount", "original_wording"), _movement),
    ):
        with _unchecked(type(prototype)):
            for tenant in tenants:
                dealt = islice(_deal(tenant.accounts, at_least), first, first + rows)
                lines = (
                    (new_id(), account, *([begun + every * number] * len(times)), *row(number))
                    for number, account in enumerate(dealt, first)
                )
                copy_rows(prototype, ("id", "account_id", *times, *columns), lines, progress)


def settle() -> None:
    """Have PostgreSQL count what is there, and write it out, so that it does not while we measure."""
    with database.cursor() as cursor:
        cursor.execute("vacuum (analyze)")
        with suppress(ProgrammingError):  # who may not ask for one has it when it comes
            cursor.execute("checkpoint")


def _connection(powens_user: PowensUser, at: datetime) -> Connection:
    return factories.make_connection(
        powens_user,
        last_success_at=at,
        next_try_at=at + timedelta(hours=6),
        consent_ends_at=at + timedelta(days=90),
    )


def _reading(number: int) -> tuple[object, ...]:
    return (f"{number % 10**7}.42",)


def _movement(number: int) -> tuple[object, ...]:
    return number, f"{number % 5000 - 2500}.25", f"CARD {number} SHOP {number % 97}"


def _deal(accounts: Sequence[UUID], at_least: int) -> Iterator[UUID]:
    for account in accounts[:10]:
        yield from [account] * at_least
    yield from cycle(accounts)


def _now() -> datetime:
    return timezone.now().replace(microsecond=0)


def _account(link: Connection, at: datetime) -> Account:
    return Account(
        tenant=link.tenant,
        connection=link,
        name="Current account",
        original_name="COMPTE COURANT",
        type="checking",
        iban=IBAN,
        bic="AGRIFRPP",
        number=NUMBER,
        currency="EUR",
        usage="PRIV",
        bank_updated_at=at,
        coming="-12.5",
        created_at=at,
        updated_at=at,
    )


def _balance(figure: Balance | BalanceReading, at: datetime) -> Balance | BalanceReading:
    figure.currency, figure.source_field = "EUR", "balance"
    figure.as_of = figure.learned_at = at
    if isinstance(figure, Balance):
        figure.created_at = figure.updated_at = at
    return figure


def _transaction(at: datetime) -> Transaction:
    return Transaction(
        booked_on=at,
        value_on=at,
        type="card",
        simplified_wording="Shop",
        category="groceries",
        parent_category="household",
        counterparty_name="Shop",
        created_at=at,
        updated_at=at,
    )


def copy_rows(
    prototype: models.Model,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    progress: Callable[[], object] = lambda: None,
) -> None:
    """Insert a row like the prototype for each of these, which say what these columns hold instead."""
    others = [field for field in prototype._meta.concrete_fields if field.attname not in columns]
    tail = "".join(f"\t{_text(field, prototype)}" for field in others) + "\n"
    names = ", ".join([*columns, *(str(field.attname) for field in others)])
    with (
        database.cursor() as cursor,
        cursor.copy(f"copy {prototype._meta.db_table} ({names}) from stdin") as copy,
    ):
        lines = iter(rows)
        while batch := list(islice(lines, BATCH)):
            copy.write("".join("\t".join(map(str, row)) + tail for row in batch))
            progress()


def _text(field: models.Field[Any, Any], prototype: models.Model) -> str:
    if isinstance(field, BlindIndexField | EncryptedTextField):
        return f"\\\\x{field.pre_save(prototype, add=True).hex()}"
    value = field.get_db_prep_save(getattr(prototype, field.attname), database)
    if value is None:
        return "\\N"
    return str(getattr(value, "obj", value)).replace("\\", "\\\\")


@contextmanager
def _unchecked(model: type[models.Model]) -> Iterator[None]:
    """Leave out indexes that are no constraints, and foreign keys, until the end: much quicker."""
    with database.cursor() as cursor:
        cursor.execute(
            "select indexname, indexdef from pg_indexes where tablename = %s and indexname = any(%s)",
            [model._meta.db_table, [index.name for index in model._meta.indexes]],
        )
        definitions = dict(cursor.fetchall())
        cursor.execute("set synchronous_commit = off; set maintenance_work_mem = '256MB'")
        for name in definitions:
            cursor.execute(f"drop index {name}")
        with suppress(ProgrammingError):  # a superuser's right
            cursor.execute("set session_replication_role = replica")
        yield
        with suppress(ProgrammingError):
            cursor.execute("set session_replication_role = origin")
        for definition in definitions.values():
            cursor.execute(definition)
