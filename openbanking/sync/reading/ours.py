"""Our accounts of a Powens user as they stand, in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery

from openbanking.models import Account, Balance, BalanceType, Connection


class Standing(NamedTuple):
    """What of an account moves when anything does."""

    updated_at: datetime | None
    balance: Decimal | None
    coming: Decimal | None


class Ours(NamedTuple):
    """An account of ours as it stands."""

    pk: UUID
    external_id: str
    connection: str
    is_gone: bool
    is_read: bool
    figures: int
    history_read_at: datetime | None
    standing: Standing


def accounts_of_ours(known: Iterable[Connection]) -> list[Ours]:
    """Return our accounts of these connections, each as it stands."""
    current = Balance.objects.filter(account=OuterRef("pk"), type=BalanceType.CURRENT)
    rows = (
        Account.objects.filter(connection__in=known)
        .annotate(current=Subquery(current.values("amount")), figures=Count("balances"))
        .values_list(
            *("pk", "external_id", "connection__external_id", "vanished_at", "disabled_at"),
            *("figures", "history_read_at", "bank_updated_at", "current", "coming"),
            named=True,
        )
    )
    return [
        Ours(
            pk=each.pk,
            external_id=each.external_id,
            connection=each.connection__external_id,
            is_gone=each.vanished_at is not None,
            is_read=each.vanished_at is None and each.disabled_at is None,
            figures=each.figures,
            history_read_at=each.history_read_at,
            standing=Standing(each.bank_updated_at, each.current, each.coming),
        )
        for each in rows
    ]
