"""Who used what: the chain of the audit, its entries by day, and the last uses of tokens, as written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Case, CharField, DateTimeField, Q, Value, When

from openbanking.models import ApiToken, AuditEntry, AuditRecord
from openbanking.trail.appending import append
from openbanking.walls.scope import seeing_every_tenant


@dataclass(frozen=True, slots=True)
class OperationUse:
    """What a record of the audit counts; what an entry of a day does is the first part of it.

    Whoever has the command line has no user, and no entry. `about` names the row it was about.
    """

    user_id: UUID | None
    token: str
    channel: str
    operation: str
    tenant: str
    account: str
    day: date
    version: str = ""
    address: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class TokenUse:
    """What moves the last use of a token: which, and from which network."""

    token_id: UUID
    network: str = ""


Use = OperationUse | TokenUse


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something was used, and when first and last."""

    count: int
    last_at: datetime
    # Where it was more than once.
    began_at: datetime | None = None

    @property
    def first_at(self) -> datetime:
        """Return when it was first used."""
        return self.began_at or self.last_at

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.count + other.count,
            max(self.last_at, other.last_at),
            min(self.first_at, other.first_at),
        )

    def __sub__(self, earlier: Tally) -> Tally:
        return Tally(self.count - earlier.count, self.last_at, min(self.last_at, earlier.last_at))


def write(tallies: Mapping[Use, Tally]) -> None:
    """Write all of it or nothing: a statement for the tokens, three for the chain, one for the entries.

    Counts are added to those of the day and no instant goes back, whatever other processes write.
    Raises what the database raises.
    """
    operations = {use: tally for use, tally in tallies.items() if isinstance(use, OperationUse)}
    tokens = {use: tally for use, tally in tallies.items() if isinstance(use, TokenUse)}
    # Uses of several tenants are written together, and an entry is added to whoever's it is.
    with seeing_every_tenant(), transaction.atomic(savepoint=False):
        # Whoever revokes a token has locked it when that is put on record: tokens come first, then the
        # end of the chain, then what is locked behind it alone.
        if tokens:
            _write_last_uses(tokens)
        if operations:
            append([_record(use, tally) for use, tally in operations.items()])
            _write_entries(_by_day(operations))


def _record(use: OperationUse, tally: Tally) -> AuditRecord:
    return AuditRecord(
        first_at=tally.first_at,
        last_at=tally.last_at,
        count=tally.count,
        user_id=use.user_id,
        token=use.token,
        channel=use.channel,
        address=use.address,
        operation=use.operation,
        version=use.version,
        tenant=use.tenant,
        account=use.account,
        about=use.about,
    )


# bulk_create can replace the count of a row that is there and cannot add to it. PostgreSQL and SQLite
# both read this; they call the columns of VALUES column1, column2 and so on. Who was deleted since has
# no entries any more. Rows are locked in one order, so that processes do not deadlock.
IDENTITY = ["user_id", "token", "channel", "operation", "tenant", "account", "day"]
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
Days = dict[tuple[object, ...], Tally]


def _by_day(operations: Mapping[OperationUse, Tally]) -> Days:
    """Add up what an entry of a day does not tell apart."""
    found: Days = {}
    for use, tally in operations.items():
        if use.user_id is None:
            continue
        identity = tuple(getattr(use, name) for name in IDENTITY)
        known = found.get(identity)
        found[identity] = tally if known is None else known + tally
    return found


def _write_entries(days: Days) -> None:
    if not days:
        return
    columns = {each.attname: each for each in AuditEntry._meta.concrete_fields}
    values = [
        columns[name].get_db_prep_save(value, connection)
        for identity, tally in days.items()
        for name, value in zip(COLUMNS, (*identity, tally.count, tally.last_at), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(ADD.format(rows=", ".join([ROW] * len(days))), values)


def _write_last_uses(tallies: Mapping[TokenUse, Tally]) -> None:
    latest: dict[UUID, tuple[datetime, str]] = {}
    for use, tally in tallies.items():
        known = latest.get(use.token_id)
        if known is None or known[0] < tally.last_at:
            latest[use.token_id] = tally.last_at, use.network
    last_use = Case(
        *(When(pk=pk, then=Value(at)) for pk, (at, _) in latest.items()), output_field=DateTimeField()
    )
    network = Case(
        *(When(pk=pk, then=Value(network)) for pk, (_, network) in latest.items()),
        output_field=CharField(),
    )
    ApiToken.objects.filter(
        Q(last_used_at__isnull=True) | Q(last_used_at__lt=last_use), pk__in=latest
    ).update(last_used_at=last_use, last_used_from=network)
