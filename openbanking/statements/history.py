"""The history of a connected account, with imported statements before the connector's own rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from openbanking.models import Account, StatementEntry, Transaction

BOOKED_AT = Coalesce("booked_on", "date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A booked row, of a statement or of the connector."""

    id: UUID
    booked_on: date
    amount: Decimal = field(repr=False)
    wording: str = field(repr=False)
    imported: bool


def joined_history(account: Account) -> Iterator[Movement]:
    """Yield what was booked on a connected account, the oldest first, each movement once.

    Statements that staff attached to it come first and end before the day of the first row that the
    connector has: from that day on the connector alone is believed. Amounts are in the account's
    currency.
    """
    for entry in _entries_before(account, connector_begins(account)).iterator():
        yield Movement(
            id=entry.pk,
            booked_on=entry.booked_on,
            amount=entry.amount,
            wording=entry.wording,
            imported=True,
        )
    rows = _booked(account).filter(left_out=False).annotate(booked_at=BOOKED_AT)
    for row in rows.order_by("booked_at", "id").iterator():
        yield Movement(
            id=row.pk,
            booked_on=_day(row.booked_on or row.date),
            amount=row.amount or Decimal(0),  # a live row has one
            wording=row.original_wording,
            imported=False,
        )


def connector_begins(account: Account) -> date | None:
    """Return the day of the first row the connector has booked, None where it has none."""
    first = _booked(account).order_by(BOOKED_AT).values_list(BOOKED_AT, flat=True).first()
    return _day(first) if first else None


def _booked(account: Account) -> QuerySet[Transaction]:
    return Transaction.objects.live().filter(account=account, status=Transaction.Status.BOOKED)


def _entries_before(account: Account, day: date | None) -> QuerySet[StatementEntry]:
    entries = StatementEntry.objects.filter(account__continued_by=account)
    if day is not None:
        entries = entries.filter(booked_on__lt=day)
    return entries.order_by("booked_on", "id")


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()
