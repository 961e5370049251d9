"""The accounts that a net worth is made of, with what says when and how they count."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from uuid import UUID

from django.db.models import DateTimeField, UUIDField

from openbanking.balances.kinds import kind_of
from openbanking.models import Account, Kind, Tenant
from openbanking.models.prepared import Parameter, Prepared


class AccountRow(NamedTuple):
    """An account of a tenant, whatever its state."""

    id: UUID
    type: str
    currency: str
    matching_iban: bytes
    opened_on: date | None
    created_at: datetime
    bank_updated_at: datetime | None
    balance_missing_since: datetime | None
    quarantined_since: datetime | None
    disabled_at: datetime | None
    deleted_at: datetime | None
    vanished_at: datetime | None
    connection__state: str
    connection__active: bool
    connection__vanished_at: datetime | None
    connection__institution__code: str
    connection__institution__name: str

    @property
    def pk(self) -> UUID:
        return self.id

    @property
    def kind(self) -> Kind:
        """Return what it is in people's words."""
        return kind_of(self.type)

    @property
    def gone_at(self) -> datetime | None:
        """Return since when it counts no more: it is no longer listed, or it is disabled."""
        return min(filter(None, (self.disabled_at, self.deleted_at, self.vanished_at)), default=None)

    def there(self, instants: Sequence[datetime]) -> range:
        """Return at which of the instants, which ascend, it counts.

        One whose first day is unknown is taken to have been there always.
        """
        first, last = 0, len(instants)
        if self.opened_on is not None:
            first = bisect_left(instants, datetime.combine(self.opened_on, time(), tzinfo=UTC))
        if self.gone_at is not None:
            last = bisect_left(instants, self.gone_at)
        return range(first, last)


_ACCOUNTS = Prepared(
    Account.objects.not_merged_away()
    .filter(
        tenant_id=Parameter("tenant", UUIDField()),
        created_at__lte=Parameter("known_at", DateTimeField()),
    )
    .order_by("pk"),
    AccountRow,
)


def accounts_of(
    tenant: Tenant, *, known_at: datetime, among: Collection[UUID] | None = None
) -> Sequence[AccountRow]:
    """Return the tenant's accounts as far as they were known, the first recorded first.

    With ids, only the accounts among them.
    """
    accounts = _ACCOUNTS.all(tenant=tenant.pk, known_at=known_at)
    return accounts if among is None else [each for each in accounts if each.id in among]
