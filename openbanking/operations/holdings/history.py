"""`openbanking.holdings.history`: what a unit of a line was worth, day by day."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import DateField, Exists, OuterRef, Q, UUIDField

from contracts import Caller, Record, Values, fields, problems, query
from openbanking.access.narrowing import opens
from openbanking.models import Holding, HoldingValue, Tenant
from openbanking.models.prepared import Parameter, Prepared
from openbanking.operations import examples
from openbanking.operations.currencies import currency_code
from openbanking.operations.inputs import TenantInput, cursor_field, page_size_field
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE, Pages


class OpenBankingHoldingHistoryInput(TenantInput):
    """Which line, over which days."""

    holding_id = fields.Id(help_text="The line.")
    from_ = fields.Date(required=False, help_text="Earliest day, inclusive.")
    to = fields.Date(required=False, help_text="Latest day, inclusive.")
    cursor = cursor_field()
    page_size = page_size_field("Points")


class HoldingPointRecord(Record):
    """What a unit was worth on a day."""

    brief = ("valuedOn", "unitValue")

    holding_id = fields.Id(help_text="The line.")
    valued_on = fields.Date(help_text="The day the bank valued it.")
    unit_value = fields.Float(help_text="In the account's currency, exact digits.")
    security_currency = fields.Currency(required=False, help_text="The security's own currency.")
    security_unit_value = fields.Float(required=False, help_text="The same in that currency.")
    learned_at = fields.DateTime(help_text="When we learned it.")


class OpenBankingHoldingHistoryOutput(Record):
    """One page of points."""

    points = HoldingPointRecord(
        many=True,
        help_text="Newest first, one for each day that was valued. Nothing is filled in between them; a "
        "line without a unit value, such as a euro fund, has none.",
    )
    next_cursor = fields.String(required=False, help_text="Where the next page begins, if any.")
    has_more = fields.Boolean(required=False, help_text="Whether there is a next page.")


class HoldingPoint(Values, kw_only=True):
    """The values of a HoldingPointRecord."""

    holding_id: UUID
    valued_on: date
    unit_value: Decimal
    security_currency: str | None = None
    security_unit_value: Decimal | None = None
    learned_at: datetime


class HoldingHistory(Values, kw_only=True):
    """The values of an OpenBankingHoldingHistoryOutput."""

    points: list[HoldingPoint]
    next_cursor: str | None = None
    has_more: bool


class ValueRow(NamedTuple):
    """A value that was learned last of its day."""

    id: UUID
    holding_id: UUID
    valued_on: date
    unit_value: Decimal
    security_currency: str
    security_unit_value: Decimal | None
    learned_at: datetime


_HOLDING = Parameter("holding", UUIDField())
_THERE = Prepared(
    Holding.objects.filter(pk=_HOLDING, tenant_id=Parameter("tenant", UUIDField()))
    .order_by()
    .values_list("account_id")
)
_LATER = HoldingValue.objects.filter(
    Q(learned_at__gt=OuterRef("learned_at"))
    | Q(learned_at=OuterRef("learned_at"), pk__gt=OuterRef("pk")),
    holding=OuterRef("holding"),
    valued_on=OuterRef("valued_on"),
)
VALUES = Pages(
    HoldingValue.objects.filter(holding_id=_HOLDING).exclude(Exists(_LATER)),
    ValueRow,
    order=["-valued_on", "-id"],
    filters={
        "from": lambda rows: rows.filter(valued_on__gte=Parameter("from", DateField())),
        "to": lambda rows: rows.filter(valued_on__lte=Parameter("to", DateField())),
    },
)


@query(
    "openbanking.holdings.history",
    "1.0.0",
    input=OpenBankingHoldingHistoryInput,
    output=OpenBankingHoldingHistoryOutput,
    goal="Draw how a security or fund moved, from the bank's own values.",
    context="Powens' history begins when the connection was made; our readings carry it on.",
    owners=["@platform.finance"],
    tags=["open-banking", "wealth"],
    examples=examples.HOLDING_HISTORY,
    history={"1.0.0": "First version."},
)
def holding_history(
    caller: Caller,
    tenant: Tenant,
    *,
    holding_id: UUID,
    from_: date | None = None,
    to: date | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE_SIZE,
) -> HoldingHistory:
    """List what a unit of a line was worth, newest first."""
    there = _THERE.first(tenant=tenant.pk, holding=holding_id)
    if there is None or not opens(caller, there[0]):
        raise problems.NotFound("There is no such holding in this tenant.")
    if from_ and to and from_ > to:
        raise problems.Invalid.at("from", "Lies after `to`. Swap the two.")
    page = VALUES.page({"holding": holding_id, "from": from_, "to": to}, cursor=cursor, size=page_size)
    return HoldingHistory(
        points=[_point(row) for row in page.rows], next_cursor=page.next_cursor, has_more=page.has_more
    )


def _point(row: ValueRow) -> HoldingPoint:
    return HoldingPoint(
        holding_id=row.holding_id,
        valued_on=row.valued_on,
        unit_value=row.unit_value,
        security_currency=currency_code(row.security_currency) if row.security_currency else None,
        security_unit_value=row.security_unit_value,
        learned_at=row.learned_at,
    )
