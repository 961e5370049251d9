"""The statements that put what was read into our transactions, as far as both databases write them.

Rows that are as they were are neither rewritten nor locked, which an upsert on conflict would do and
PostgreSQL would log: they are joined and compared first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from openbanking.models import Transaction
from openbanking.sync.staging.table import MIRRORED, STAGED, TABLE

OURS = Transaction._meta.db_table
SET = (*MIRRORED, "words")
FROM_STAGE = ("external_id", *SET)
# What a new row has beside: how we correct it, which is not at all.
CORRECTIONS = tuple(
    field
    for field in Transaction._meta.concrete_fields
    if field.name not in {*STAGED, "account", "created_at", "updated_at"}
)


# A row that was taken back before a moment; before none, there is no such row.
PAST_KEEPING = "COALESCE(s.deleted_at < %s, FALSE)"


def kept_from(now: datetime) -> datetime | None:
    """Return from when on what was taken back is kept, None for all of it, as it is pruned."""
    days: int = settings.KEEP_REMOVED_TRANSACTIONS_DAYS
    return now - timedelta(days=days) if days else None


def moment_value(moment: datetime | None, connection: BaseDatabaseWrapper) -> Any:
    """Return a moment as the database takes it."""
    field = Transaction._meta.get_field("updated_at")
    return field.get_db_prep_save(moment, connection)


def owners_value(accounts: Mapping[str, UUID]) -> str:
    """Return accounts by their ids at Powens as statements take them."""
    return json.dumps({external_id: pk.hex for external_id, pk in accounts.items()})


def adding_values(
    accounts: Mapping[str, UUID], now: datetime, connection: BaseDatabaseWrapper
) -> list[Any]:
    """Return what `adding` takes: new rows are not corrected by anybody."""
    at = moment_value(now, connection)
    corrections = [each.get_db_prep_save(each.get_default(), connection) for each in CORRECTIONS]
    return [at, at, *corrections, owners_value(accounts), moment_value(kept_from(now), connection)]


def telling_values(
    accounts: Mapping[str, UUID], now: datetime, connection: BaseDatabaseWrapper, *, others: bool
) -> list[Any]:
    """Return what `telling` takes; `others` says whether rows of accounts beside these are news."""
    return [owners_value(accounts), others, moment_value(kept_from(now), connection)]


def adding(owner: str) -> str:
    """Return the statement that adds what is not ours; `owner` names accounts by their ids at Powens.

    Powens goes on listing what was taken back: what would be pruned again is not added. The statement
    takes what `adding_values` returns.
    """
    corrections = [each.name for each in CORRECTIONS]
    columns = ("id", "created_at", "updated_at", *corrections, "account_id", *FROM_STAGE)
    given = ", ".join(["%s"] * (2 + len(corrections)))
    return (
        f"INSERT INTO {OURS} ({listed(columns)}) "
        f"SELECT s.id, {given}, owner.id, {listed(FROM_STAGE, 's')} FROM {TABLE} AS s "
        f"JOIN ({owner}) AS owner ON owner.external_id = s.powens_account "
        f"WHERE NOT EXISTS (SELECT 1 FROM {OURS} AS o "
        "WHERE o.account_id = owner.id AND o.external_id = s.external_id) "
        f"AND NOT {PAST_KEEPING} "
        "RETURNING account_id"
    )


def differing(owner: str, *, differ: str) -> str:
    """Return the query for what is ours and differs, by what the database calls `differ`."""
    return (
        "SELECT o.id AS ours, owner.id AS account_id, "
        "o.deleted_at IS NULL AND s.deleted_at IS NOT NULL AS taken_back, "
        f"{listed(SET, 's')} FROM {TABLE} AS s "
        f"JOIN ({owner}) AS owner ON owner.external_id = s.powens_account "
        f"JOIN {OURS} AS o ON o.account_id = owner.id AND o.external_id = s.external_id "
        f"WHERE ({listed(MIRRORED, 'o')}) {differ} ({listed(MIRRORED, 's')})"
    )


def telling(owner: str, *, differ: str) -> str:
    """Return the query whether anything would be added, or differs; it takes `telling_values`."""
    return (
        f"SELECT EXISTS (SELECT 1 FROM {TABLE} AS s "
        f"LEFT JOIN ({owner}) AS owner ON owner.external_id = s.powens_account "
        f"LEFT JOIN {OURS} AS o ON o.account_id = owner.id AND o.external_id = s.external_id "
        f"WHERE (owner.id IS NOT NULL OR %s) AND CASE WHEN o.id IS NULL THEN NOT {PAST_KEEPING} "
        f"ELSE ({listed(MIRRORED, 'o')}) {differ} ({listed(MIRRORED, 's')}) END)"
    )


def changing(query: str) -> str:
    """Return the statement that changes what a query of `differing` finds; it takes a moment first."""
    values = ", ".join(f"{name} = found.{name}" for name in SET)
    return (
        f"UPDATE {OURS} AS target SET updated_at = %s, {values} FROM ({query}) AS found "
        "WHERE target.id = found.ours"
    )


def listed(columns: Iterable[str], table: str = "") -> str:
    """Return columns as a statement lists them."""
    return ", ".join(f"{table}.{each}" if table else each for each in columns)
