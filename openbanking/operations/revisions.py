"""What an answer depends on, as a few instants and counts: it changes whenever the answer would.

Whoever writes a balance, a loan or a discrepancy of an account moves the account's `updated_at`: no
revision has to look at them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from django.db.models import (
    Aggregate,
    Count,
    DateTimeField,
    Max,
    Q,
    QuerySet,
    Subquery,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.functions import MD5, Cast, Concat

from openbanking.balances.freshness import fresh_since
from openbanking.models import Account, Tenant
from openbanking.models.prepared import Parameter, Prepared

Revision = tuple[object, ...]


class Dated(Protocol):
    """An account with the instants that its answers depend on, named as its columns."""

    @property
    def bank_updated_at(self) -> datetime | None: ...
    @property
    def updated_at(self) -> datetime: ...
    @property
    def connection__updated_at(self) -> datetime: ...
    @property
    def connection__institution__updated_at(self) -> datetime: ...


class Summed(Protocol):
    """A row that brings the revision of all accounts of its tenant."""

    @property
    def tenants_revision(self) -> str: ...


class Instants(NamedTuple):
    """Those instants alone."""

    bank_updated_at: datetime | None
    updated_at: datetime
    connection__updated_at: datetime
    connection__institution__updated_at: datetime


TENANTS_ACCOUNTS = Account.objects.filter(tenant_id=Parameter("tenant", UUIDField()))
TENANTS_ACCOUNT = TENANTS_ACCOUNTS.filter(pk=Parameter("account", UUIDField())).order_by()

_INSTANTS = Prepared(TENANTS_ACCOUNT, Instants)


def _as_text(value: Aggregate) -> Cast:
    return Cast(value, TextField())


# All accounts of a tenant with their connections and banks, as one word: counts and the last changes.
_SUMMED_UP = (
    TENANTS_ACCOUNTS.order_by()
    .values("tenant_id")
    .annotate(
        revision=MD5(
            Concat(
                _as_text(Count("pk")),
                Value(" "),
                _as_text(
                    Count("pk", filter=Q(bank_updated_at__lt=Parameter("fresh_since", DateTimeField())))
                ),
                Value(" "),
                _as_text(Max("updated_at")),
                Value(" "),
                _as_text(Max("connection__updated_at")),
                Value(" "),
                _as_text(Max("connection__institution__updated_at")),
                output_field=TextField(),
            )
        )
    )
)
_OF_TENANT = Prepared(_SUMMED_UP.values_list("revision"))


def with_tenants_revision(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Give each account the revision of all of its tenant's, which is found once for all of them."""
    return accounts.annotate(tenants_revision=Subquery(_SUMMED_UP.values("revision")))


def tenants_revision(rows: Sequence[Summed], tenant: Tenant, *, now: datetime) -> Revision:
    """Return the revision that rows brought, or ask for it where there are none."""
    return (rows[0].tenants_revision,) if rows else accounts_revision(tenant, now=now)


def accounts_revision(tenant: Tenant, *, now: datetime) -> Revision:
    """Return the revision of a tenant's accounts, with their balances, connections and banks.

    Time is part of it: a figure that grows stale changes the answer though no row changed.
    """
    return _OF_TENANT.first(tenant=tenant.pk, fresh_since=fresh_since(now)) or ()


def account_revision(tenant: Tenant, account_id: UUID, *, now: datetime) -> Revision:
    """Return the revision of one account; an empty one where the tenant has no such account."""
    instants = _INSTANTS.first(tenant=tenant.pk, account=account_id)
    return () if instants is None else revision_of(instants, now=now)


def revision_of(account: Dated, *, now: datetime) -> Revision:
    """Return the revision of an account whose instants are known."""
    read_at = account.bank_updated_at
    return (
        read_at is not None and read_at < fresh_since(now),
        account.updated_at,
        account.connection__updated_at,
        account.connection__institution__updated_at,
    )
