"""What explains how figures moved: what was booked on accounts, as Powens or statements list it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import DateField, DateTimeField, UUIDField

from openbanking.models import Nature, StatementEntry, Transaction
from openbanking.models.prepared import Members, Parameter, Prepared
from openbanking.networth.days import end_of
from openbanking.networth.natures import nature_by_wording, nature_of


class Entry(NamedTuple):
    """What was booked: signed, in the currency of its account, on a day in UTC."""

    id: UUID
    account_id: UUID
    amount: Decimal
    day: date
    type: str
    nature: Nature


class _Row(NamedTuple):
    """A transaction as it is stored, as far as it matters here."""

    id: UUID
    account_id: UUID
    amount: Decimal
    date: datetime
    type: str
    own_nature: str
    original_wording: str
    simplified_wording: str


class _ImportedRow(NamedTuple):
    """A row of a statement, as far as it matters here."""

    id: UUID
    account_id: UUID
    amount: Decimal
    booked_on: date
    wording: str


_BETWEEN = Prepared(
    Transaction.objects.shown()
    .filter(
        account__in=Members("accounts", UUIDField()),
        status=Transaction.Status.BOOKED,
        date__gte=Parameter("first", DateTimeField()),
        date__lte=Parameter("last", DateTimeField()),
    )
    .order_by("date", "pk"),
    _Row,
)


_IMPORTED = Prepared(
    StatementEntry.objects.filter(
        account__in=Members("accounts", UUIDField()),
        booked_on__gte=Parameter("first", DateField()),
        booked_on__lte=Parameter("last", DateField()),
    ).order_by("booked_on", "pk"),
    _ImportedRow,
)


def entries_of(
    accounts: Collection[UUID], first: date, last: date, *, around: timedelta = timedelta(0)
) -> list[Entry]:
    """Return the entries of accounts from one day to another, the earliest first.

    Both days are included, and so much time around them.
    """
    rows = _BETWEEN.all(
        accounts=accounts,
        first=datetime.combine(_before(first, around), time.min, tzinfo=UTC),
        last=end_of(_after(last, around)),
    )
    return [
        Entry(row.id, row.account_id, row.amount, row.date.date(), row.type, nature_of(row))
        for row in rows
    ]


def imported_entries_of(
    accounts: Collection[UUID], first: date, last: date, *, around: timedelta = timedelta(0)
) -> list[Entry]:
    """Return what imported statements list of manual accounts, as `entries_of` does of others.

    Formats have no types in common, so the nature follows from the wording alone.
    """
    if not accounts:
        return []
    rows = _IMPORTED.all(accounts=accounts, first=_before(first, around), last=_after(last, around))
    return [
        Entry(row.id, row.account_id, row.amount, row.booked_on, "", nature_by_wording(row.wording))
        for row in rows
    ]


def _before(day: date, around: timedelta) -> date:
    return max(day, date.min + around) - around


def _after(day: date, around: timedelta) -> date:
    return min(day, date.max - around) + around


def listed_once(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries of accounts that are one at the bank, where several may list the same.

    Of each day and amount those count that one of the accounts lists: the one that lists most.
    """
    alike: dict[tuple[date, Decimal], dict[UUID, list[Entry]]] = defaultdict(dict)
    for entry in entries:
        alike[entry.day, entry.amount].setdefault(entry.account_id, []).append(entry)
    return [entry for by_account in alike.values() for entry in max(by_account.values(), key=len)]
