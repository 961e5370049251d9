"""What an answer depends on, as a few instants and counts: it changes whenever the answer would."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, DateTimeField, Max, Q, QuerySet, UUIDField

from openbanking.balances.freshness import fresh_since
from openbanking.models import Account, Tenant, Transaction
from openbanking.models.prepared import Parameter, Prepared

Revision = tuple[object, ...]

_ID = UUIDField()
_TENANT = Account.objects.filter(tenant_id=Parameter("tenant", _ID))
_ACCOUNT = _TENANT.filter(pk=Parameter("account", _ID))


def _summed_up(accounts: QuerySet[Account]) -> Prepared[tuple[object, ...]]:
    return Prepared(
        accounts.order_by()
        .values_list("tenant_id")
        .annotate(
            how_many=Count("pk", distinct=True),
            too_old=Count(
                "pk",
                distinct=True,
                filter=Q(bank_updated_at__lt=Parameter("fresh_since", DateTimeField())),
            ),
            figures=Count("balances"),
            account_changed=Max("updated_at"),
            figure_changed=Max("balances__updated_at"),
            connection_changed=Max("connection__updated_at"),
            institution_changed=Max("connection__institution__updated_at"),
        )
    )


_OF_TENANT = _summed_up(_TENANT)
_OF_ACCOUNT = _summed_up(_ACCOUNT)
_LAST_CHANGE = Prepared(_ACCOUNT.order_by().values_list("updated_at"))
_TRANSACTIONS = Prepared(
    Transaction.objects.filter(account_id=Parameter("account", _ID))
    .order_by()
    .values_list("account_id")
    .annotate(Max("updated_at"))
)


def accounts_revision(tenant: Tenant, account_id: UUID | None = None, *, now: datetime) -> Revision:
    """Return the revision of a tenant's accounts, or of one, with balances, connections and banks.

    Time is part of it: a figure that grows stale changes the answer though no row changed.
    """
    since = fresh_since(now)
    if account_id is None:
        return _OF_TENANT.first(tenant=tenant.pk, fresh_since=since) or ()
    return _OF_ACCOUNT.first(tenant=tenant.pk, account=account_id, fresh_since=since) or ()


def account_changed_at(tenant: Tenant, account_id: UUID) -> Revision:
    """Return when our record of an account last changed."""
    return _LAST_CHANGE.first(tenant=tenant.pk, account=account_id) or ()


def transactions_revision(account_id: UUID) -> Revision:
    """Return the revision of an account's transactions; the bank taking one back counts as a change."""
    return _TRANSACTIONS.first(account=account_id) or ()
