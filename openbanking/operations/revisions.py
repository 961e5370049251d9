"""What an answer depends on, as a few instants and counts: it changes whenever the answer would."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q

from openbanking.balances.freshness import fresh_since
from openbanking.models import Transaction
from openbanking.models.accounts import AccountQuerySet

Revision = tuple[object, ...]


def accounts_revision(accounts: AccountQuerySet, *, now: datetime) -> Revision:
    """Return the revision of these accounts with their balances, connections and banks.

    Time is part of it: a figure that grows stale changes the answer though no row changed.
    """
    found = accounts.aggregate(
        how_many=Count("pk", distinct=True),
        too_old=Count("pk", distinct=True, filter=Q(bank_updated_at__lt=fresh_since(now))),
        figures=Count("balances"),
        account_changed=Max("updated_at"),
        figure_changed=Max("balances__updated_at"),
        connection_changed=Max("connection__updated_at"),
        institution_changed=Max("connection__institution__updated_at"),
    )
    return tuple(found.values())


def transactions_revision(account_id: UUID) -> Revision:
    """Return the revision of an account's transactions; the bank taking one back counts as a change."""
    rows = Transaction.objects.filter(account=account_id)
    return (rows.aggregate(last=Max("updated_at"))["last"],)
