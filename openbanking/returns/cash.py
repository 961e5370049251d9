"""Cash that is a line of an account: it waits there, and earns no return to speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import DateField, DateTimeField, OuterRef, Subquery, UUIDField

from openbanking.fields import total
from openbanking.models import Holding, HoldingReading
from openbanking.models.prepared import Members, Parameter, Prepared
from openbanking.networth.days import end_of


class CashRow(NamedTuple):
    """What a line of cash was worth."""

    holding__account_id: UUID
    currency: str
    valuation: Decimal


_LATEST = HoldingReading.objects.filter(
    holding=OuterRef("pk"),
    as_of__lte=Parameter("as_of", DateTimeField()),
    learned_at__lte=Parameter("known_at", DateTimeField()),
).order_by("-as_of", "-learned_at", "-id")
_CASH = Prepared(
    HoldingReading.objects.filter(
        pk__in=Holding.objects.filter(
            account__in=Members("accounts", UUIDField()), kind=Holding.Kind.CASH
        )
        .annotate(latest=Subquery(_LATEST.values("pk")[:1]))
        .values("latest"),
        valuation__isnull=False,
    )
    .exclude(deleted_on__lte=Parameter("day", DateField()))
    .order_by(),
    CashRow,
)


def cash_in(
    accounts: Collection[UUID], day: date, *, known_at: datetime
) -> dict[tuple[UUID, str], Decimal]:
    """Return how much of accounts was lines of cash at the end of a day, by account and currency."""
    found: dict[tuple[UUID, str], list[Decimal]] = defaultdict(list)
    for row in _CASH.all(accounts=accounts, day=day, as_of=end_of(day), known_at=known_at):
        found[row.holding__account_id, row.currency].append(row.valuation)
    return {key: total(*amounts) for key, amounts in found.items()}
