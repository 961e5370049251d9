"""Lines as queries read them: as they are now, or as they were at a time and were known at one."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import DateField, DateTimeField, OuterRef, Q, Subquery, UUIDField

from openbanking.models import Holding, HoldingReading
from openbanking.models.prepared import Members, Parameter
from openbanking.operations.pagination import Narrow, Pages


class HoldingRow(NamedTuple):
    """A line with its figures."""

    id: UUID
    account_id: UUID
    tenant_id: UUID
    external_id: str
    label: str
    kind: str
    code: str
    code_type: str
    symbol: str
    created_at: datetime
    quantity: Decimal | None
    unit_cost: Decimal | None
    unit_value: Decimal | None
    valuation: Decimal | None
    gain: Decimal | None
    gain_ratio: Decimal | None
    portfolio_share: Decimal | None
    currency: str
    security_currency: str
    security_unit_value: Decimal | None
    security_valuation: Decimal | None
    valued_on: date | None
    calculated: Any
    deleted_on: date | None
    as_of: datetime
    learned_at: datetime
    run_id: UUID | None


# Where a reading has the line's own columns.
OF_THE_LINE = HoldingRow._fields[:10]
THEN = ["holding_id", *(f"holding__{name}" for name in OF_THE_LINE[1:]), *HoldingRow._fields[10:]]

_TENANT = Parameter("tenant", UUIDField())
_AS_OF, _KNOWN_AT = Parameter("as_of", DateTimeField()), Parameter("known_at", DateTimeField())
_LATEST = HoldingReading.objects.filter(
    holding=OuterRef("pk"), as_of__lte=_AS_OF, learned_at__lte=_KNOWN_AT
).order_by("-as_of", "-learned_at", "-id")
_STOOD_THEN = (
    Holding.objects.filter(tenant_id=_TENANT)
    .annotate(latest=Subquery(_LATEST.values("pk")[:1]))
    .values("latest")
)
_DELETED_BY = Q(deleted_on__lte=Parameter("day", DateField()))


def _filters(prefix: str) -> dict[str, Narrow]:
    account, connection = f"{prefix}account_id", f"{prefix}account__connection_id"
    return {
        "account": lambda rows: rows.filter(**{account: Parameter("account", UUIDField())}),
        "connection": lambda rows: rows.filter(**{connection: Parameter("connection", UUIDField())}),
        "accounts": lambda rows: rows.filter(
            **{f"{prefix}account__in": Members("accounts", UUIDField())}
        ),
        "opened": lambda rows: rows.filter(**{f"{prefix}account__in": Members("opened", UUIDField())}),
        "live": lambda rows: rows.filter(deleted_on=None),
        "live_then": lambda rows: rows.exclude(_DELETED_BY),
    }


LINES = Pages(Holding.objects.filter(tenant_id=_TENANT), HoldingRow, order=["id"], filters=_filters(""))
LINES_THEN = Pages(
    HoldingReading.objects.filter(pk__in=_STOOD_THEN),
    HoldingRow,
    order=["holding_id"],
    filters=_filters("holding__"),
    columns=THEN,
)
