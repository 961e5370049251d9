"""What explains how figures moved: the transactions of some accounts that are shown and booked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import DateTimeField, UUIDField

from openbanking.models import Nature, Transaction
from openbanking.models.prepared import Members, Parameter, Prepared
from openbanking.networth.days import end_of
from openbanking.networth.natures import nature_of


class Entry(NamedTuple):
    """A transaction: signed, in the currency of its account, on a day in UTC."""

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


def entries_of(
    accounts: Collection[UUID], first: date, last: date, *, around: timedelta = timedelta(0)
) -> list[Entry]:
    """Return the entries of accounts from one day to another, the earliest first.

    Both days are included, and so much time around them.
    """
    rows = _BETWEEN.all(
        accounts=accounts,
        first=datetime.combine(max(first, date.min + around) - around, time.min, tzinfo=UTC),
        last=end_of(min(last, date.max - around) + around),
    )
    return [
        Entry(row.id, row.account_id, row.amount, row.date.date(), row.type, nature_of(row))
        for row in rows
    ]


def listed_once(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries of accounts that are one at the bank, where several may list the same.

    Of each day and amount those count that one of the accounts lists: the one that lists most.
    """
    alike: dict[tuple[date, Decimal], dict[UUID, list[Entry]]] = defaultdict(dict)
    for entry in entries:
        alike[entry.day, entry.amount].setdefault(entry.account_id, []).append(entry)
    return [entry for by_account in alike.values() for entry in max(by_account.values(), key=len)]
