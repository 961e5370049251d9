"""What manual accounts are worth: the latest valuation up to a day, as known at a time.

Nothing is interpolated: between two valuations the earlier one stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from openbanking.models import ManualAccount, Valuation
from openbanking.models.valuations import ValuationQuerySet


def value_of(account: ManualAccount, *, on: date, known_at: datetime) -> Valuation | None:
    """Return the valuation that stands for an account on a day, by what was known at an instant.

    None where nothing was known of it for that day or an earlier one. Its amount is never null.
    """
    return _valuations(on, known_at).filter(account=account).first()


def values_of(
    accounts: Iterable[ManualAccount], *, on: date, known_at: datetime
) -> dict[UUID, Valuation]:
    """Return by the ids of accounts what `value_of` returns of each, in one query."""
    found = dict[UUID, Valuation]()
    for valuation in _valuations(on, known_at).filter(account__in=accounts):
        found.setdefault(valuation.account_id, valuation)
    return found


def with_value(
    accounts: QuerySet[ManualAccount], *, on: date, known_at: datetime
) -> QuerySet[ManualAccount]:
    """Annotate each account with `value` and `valued_on`, both null where nothing is known."""
    standing = _valuations(on, known_at).filter(account=OuterRef("pk"))
    return accounts.annotate(
        value=Subquery(standing.values("amount")[:1]),
        valued_on=Subquery(standing.values("valued_on")[:1]),
    )


def _valuations(on: date, known_at: datetime) -> ValuationQuerySet:
    """Return what was known then of that day and earlier ones, the one that stands first."""
    return Valuation.objects.known_at(known_at).filter(valued_on__lte=on, amount__isnull=False)
