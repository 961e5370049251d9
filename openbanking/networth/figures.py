"""What each account held at some instants: the bank's latest figure by then, of those known by another.

A figure holds until the next one; nothing is interpolated. The cost follows what changed between the
first and the last instant, not how long the history is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple
from uuid import UUID

from django.db.models import DateTimeField, F, OuterRef, Q, Subquery, UUIDField, Window
from django.db.models.functions import Lag

from openbanking.models import Account, BalanceReading, BalanceType
from openbanking.models.prepared import Members, Parameter, Prepared


class Figure(NamedTuple):
    """An amount, signed, in a currency, with the bank's time of it."""

    account_id: UUID
    amount: Decimal
    currency: str
    as_of: datetime


# A limit that none reaches has PostgreSQL look each account's reading up once: without one it puts the
# looking up in place of what was found, and does it again for each.
EVERY = 2**31 - 1
_ACCOUNTS = Members("accounts", UUIDField())
_KNOWN_AT = Parameter("known_at", DateTimeField())
_FIRST, _LAST = Parameter("first", DateTimeField()), Parameter("last", DateTimeField())
_KNOWN = BalanceReading.objects.filter(type=BalanceType.CURRENT, learned_at__lte=_KNOWN_AT)
_NEWEST = _KNOWN.filter(account=OuterRef("pk"), as_of__lte=_FIRST).order_by(
    "-as_of", "-learned_at", "-id"
)
_OPENING = Prepared(
    BalanceReading.objects.filter(
        pk__in=Account.objects.filter(pk__in=_ACCOUNTS)
        .annotate(newest=Subquery(_NEWEST.values("pk")[:1]))
        .values("newest")[:EVERY]
    ).order_by(),
    Figure,
)
_SAME_TIME = _KNOWN.filter(account=OuterRef("pk"), as_of=OuterRef("newest")).order_by("learned_at", "id")
_FIRST_LEARNED = Prepared(
    BalanceReading.objects.filter(
        pk__in=Account.objects.filter(pk__in=_ACCOUNTS)
        .annotate(newest=Subquery(_NEWEST.values("as_of")[:1]))
        .annotate(first=Subquery(_SAME_TIME.values("pk")[:1]))
        .values("first")[:EVERY]
    ).order_by(),
    Figure,
)


def _before(column: str) -> Window:
    """Return what the reading before has in a column."""
    return Window(Lag(column), partition_by="account", order_by=["as_of", "learned_at", "id"])


_CHANGES = Prepared(
    _KNOWN.filter(account__in=_ACCOUNTS, as_of__gt=_FIRST, as_of__lte=_LAST)
    .annotate(amount_before=_before("amount"), currency_before=_before("currency"))
    .filter(Q(amount_before=None) | ~Q(amount_before=F("amount")) | ~Q(currency_before=F("currency")))
    .order_by("as_of", "learned_at", "id"),
    Figure,
)


def figures_at(
    accounts: Collection[UUID], instants: Sequence[datetime], *, known_at: datetime
) -> dict[UUID, list[Figure | None]]:
    """Return the figure that each of the accounts had at each of the instants, which ascend.

    None where none was known; accounts that never had one are left out.
    """
    count = len(instants)
    held: dict[UUID, list[Figure | None]] = defaultdict(lambda: [None] * count)
    for figure in opening_figures(accounts, instants[0], known_at=known_at):
        held[figure.account_id][0] = figure
    if count > 1:
        changes = _CHANGES.all(
            accounts=accounts, known_at=known_at, first=instants[0], last=instants[-1]
        )
        for figure in changes:
            held[figure.account_id][bisect_left(instants, figure.as_of)] = figure
    return {account: list(accumulate(figures, _latest)) for account, figures in held.items()}


def opening_figures(
    accounts: Collection[UUID], instant: datetime, *, known_at: datetime
) -> list[Figure]:
    """Return the figures of those accounts that had one at an instant."""
    return _OPENING.all(accounts=accounts, known_at=known_at, first=instant)


def first_learned_figures(
    accounts: Collection[UUID], instant: datetime, *, known_at: datetime
) -> list[Figure]:
    """Return what was first learned of the times that the figures at an instant are of."""
    return _FIRST_LEARNED.all(accounts=accounts, known_at=known_at, first=instant)


def _latest(before: Figure | None, figure: Figure | None) -> Figure | None:
    return before if figure is None else figure
