"""Who used what: the entries of the audit and the last uses of tokens, as they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Case, DateTimeField, Q, Value, When

from openbanking.models import ApiToken, AuditEntry
from openbanking.walls.scope import seeing_every_tenant


@dataclass(frozen=True, slots=True)
class OperationUse:
    """What an audit entry counts: its columns that are unique together, in the order of its rows."""

    user_id: UUID
    token: str
    channel: str
    operation: str
    tenant: str
    account: str
    day: date


@dataclass(frozen=True, slots=True)
class TokenUse:
    """What moves the last use of a token."""

    token_id: UUID


Use = OperationUse | TokenUse


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something was used, and when last."""

    count: int
    last_at: datetime

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.count + other.count, max(self.last_at, other.last_at))

    def __sub__(self, earlier: Tally) -> Tally:
        return Tally(self.count - earlier.count, self.last_at)


def write(tallies: Mapping[Use, Tally]) -> None:
    """Write all of it or nothing: one statement for the entries, one for the tokens.

    Counts are added to those of the row and no instant goes back, whatever other processes write.
    Raises what the database raises.
    """
    operations = {use: tally for use, tally in tallies.items() if isinstance(use, OperationUse)}
    tokens = {use: tally for use, tally in tallies.items() if isinstance(use, TokenUse)}
    # Uses of several tenants are written together, and an entry is added to whoever's it is.
    with seeing_every_tenant(), transaction.atomic(savepoint=False):
        if operations:
            _write_entries(operations)
        if tokens:
            _write_last_uses(tokens)


# bulk_create can replace the count of a row that is there and cannot add to it. PostgreSQL and SQLite
# both read this; they call the columns of VALUES column1, column2 and so on. Who was deleted since has
# no audit any more. Rows are locked in one order, so that processes do not deadlock.
IDENTITY = [each.name for each in fields(OperationUse)]
COLUMNS = [*IDENTITY, "count", "last_at"]
ADD = """
INSERT INTO openbanking_auditentry
    (user_id, token, channel, operation, tenant, account, day, count, last_at)
SELECT * FROM (VALUES {rows}) AS used
WHERE column1 IN (SELECT id FROM openbanking_user)
ORDER BY 1, 2, 3, 4, 5, 6, 7
ON CONFLICT (user_id, token, channel, operation, tenant, account, day) DO UPDATE SET
    count = openbanking_auditentry.count + excluded.count,
    last_at = CASE
        WHEN excluded.last_at > openbanking_auditentry.last_at THEN excluded.last_at
        ELSE openbanking_auditentry.last_at
    END
"""
ROW = f"({', '.join(['%s'] * len(COLUMNS))})"


def _write_entries(tallies: Mapping[OperationUse, Tally]) -> None:
    columns = {each.attname: each for each in AuditEntry._meta.concrete_fields}
    values = [
        columns[name].get_db_prep_save(value, connection)
        for use, tally in tallies.items()
        for name, value in zip(COLUMNS, _row(use, tally), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(ADD.format(rows=", ".join([ROW] * len(tallies))), values)


def _row(use: OperationUse, tally: Tally) -> list[Any]:
    return [*(getattr(use, name) for name in IDENTITY), tally.count, tally.last_at]


def _write_last_uses(tallies: Mapping[TokenUse, Tally]) -> None:
    last_use = Case(
        *(When(pk=use.token_id, then=Value(tally.last_at)) for use, tally in tallies.items()),
        output_field=DateTimeField(),
    )
    ApiToken.objects.filter(
        Q(last_used_at__isnull=True) | Q(last_used_at__lt=last_use),
        pk__in=[use.token_id for use in tallies],
    ).update(last_used_at=last_use)
