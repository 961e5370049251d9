"""`openbanking.orders.list`: orders to buy and sell."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import UUIDField

from contracts import Caller, Record, Values, fields, query
from openbanking.access.narrowing import opened_to
from openbanking.models import MarketOrder, Tenant
from openbanking.models.prepared import Members, Parameter
from openbanking.operations import examples
from openbanking.operations.currencies import currency_code, currency_field
from openbanking.operations.inputs import TenantInput, check_accounts, cursor_field, page_size_field
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE, Pages


class OpenBankingListOrdersInput(TenantInput):
    """Which orders."""

    account_id = fields.Id(required=False, help_text="Only orders on this account.")
    cursor = cursor_field()
    page_size = page_size_field("Orders")


class MarketOrderRecord(Record):
    """An order to buy or sell."""

    brief = ("label", "direction", "state", "quantity", "amount")

    id = fields.Id(help_text="The order.")
    account_id = fields.Id(help_text="The account.")
    external_id = fields.NonEmptyString(help_text="The order's id at Powens.")
    number = fields.String(help_text="The bank's number of it; empty where it gives none.")
    label_ = fields.String(help_text="Name of what is traded.")
    code = fields.String(required=False, help_text="ISIN, or a code Powens made up.")
    symbol = fields.String(required=False, help_text="Ticker at a stock exchange.")
    direction = fields.Choice(MarketOrder.Direction.values, help_text="buy, sell or other.")
    type = fields.String(help_text="MARKET, LIMIT, TRIGGER and others; an open list.")
    market = fields.String(required=False, help_text="The stock exchange.")
    state = fields.String(help_text="The bank's own word for it.")
    payment_method = fields.String(required=False, help_text="CASH, DEFERRED and others.")
    placed_at = fields.DateTime(required=False, help_text="When it was given.")
    executed_at = fields.DateTime(required=False, help_text="When it was carried out.")
    valid_until = fields.DateTime(required=False, help_text="When it lapses.")
    quantity = fields.Float(required=False, help_text="How many units, exact digits.")
    amount = fields.Float(required=False, help_text="What the whole of it comes to.")
    limit_price = fields.Float(required=False, help_text="The limit or trigger, a price of a unit.")
    unit_price = fields.Float(required=False, help_text="What a unit cost or brought.")
    unit_value = fields.Float(required=False, help_text="What a unit was worth.")
    currency = currency_field("The account's currency.")
    deleted_on = fields.Date(required=False, help_text="Since when the bank lists it no more.")
    last_updated_at = fields.DateTime(help_text="When it was last updated at Powens.")


class OpenBankingListOrdersOutput(Record):
    """One page of orders."""

    orders = MarketOrderRecord(many=True, help_text="Orders, newest first.")
    next_cursor = fields.String(required=False, help_text="Where the next page begins, if any.")
    has_more = fields.Boolean(required=False, help_text="Whether there is a next page.")


class Order(Values, kw_only=True):
    """The values of a MarketOrderRecord."""

    id: UUID
    account_id: UUID
    external_id: str
    number: str
    label_: str
    code: str | None = None
    symbol: str | None = None
    direction: str
    type: str
    market: str | None = None
    state: str
    payment_method: str | None = None
    placed_at: datetime | None = None
    executed_at: datetime | None = None
    valid_until: datetime | None = None
    quantity: Decimal | None = None
    amount: Decimal | None = None
    limit_price: Decimal | None = None
    unit_price: Decimal | None = None
    unit_value: Decimal | None = None
    currency: str
    deleted_on: date | None = None
    last_updated_at: datetime


class OrderPage(Values, kw_only=True):
    """The values of an OpenBankingListOrdersOutput."""

    orders: list[Order]
    next_cursor: str | None = None
    has_more: bool


Day = date  # an order has a `date` of its own


class OrderRow(NamedTuple):
    """An order."""

    id: UUID
    date: datetime
    account_id: UUID
    external_id: str
    number: str
    label: str
    code: str
    symbol: str
    direction: str
    type: str
    market: str
    state: str
    payment_method: str
    placed_at: datetime | None
    executed_at: datetime | None
    valid_until: datetime | None
    quantity: Decimal | None
    amount: Decimal | None
    limit_price: Decimal | None
    unit_price: Decimal | None
    unit_value: Decimal | None
    currency: str
    deleted_on: Day | None
    as_of: datetime


ORDERS = Pages(
    MarketOrder.objects.filter(tenant_id=Parameter("tenant", UUIDField())),
    OrderRow,
    order=["-date", "-id"],
    filters={
        "account": lambda rows: rows.filter(account_id=Parameter("account", UUIDField())),
        "opened": lambda rows: rows.filter(account_id__in=Members("opened", UUIDField())),
    },
)


@query(
    "openbanking.orders.list",
    "1.0.0",
    input=OpenBankingListOrdersInput,
    output=OpenBankingListOrdersOutput,
    goal="Show what was ordered on the stock exchange, and what became of it.",
    context="Reads the cache only. Market accounts and share savings plans alone have orders.",
    owners=["@platform.finance"],
    tags=["open-banking", "wealth"],
    examples=examples.LIST_ORDERS,
    history={"1.0.0": "First version."},
)
def list_orders(
    caller: Caller,
    tenant: Tenant,
    *,
    account_id: UUID | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE_SIZE,
) -> OrderPage:
    """List orders to buy and sell, newest first."""
    if account_id is not None:
        check_accounts(tenant, [account_id])
    page = ORDERS.page(
        {"tenant": tenant.pk, "account": account_id, "opened": opened_to(caller)},
        cursor=cursor,
        size=page_size,
    )
    return OrderPage(
        orders=[_order(row) for row in page.rows], next_cursor=page.next_cursor, has_more=page.has_more
    )


def _order(row: OrderRow) -> Order:
    return Order(
        id=row.id,
        account_id=row.account_id,
        external_id=row.external_id,
        number=row.number,
        label_=row.label,
        code=row.code or None,
        symbol=row.symbol or None,
        direction=row.direction,
        type=row.type,
        market=row.market or None,
        state=row.state,
        payment_method=row.payment_method or None,
        placed_at=row.placed_at,
        executed_at=row.executed_at,
        valid_until=row.valid_until,
        quantity=row.quantity,
        amount=row.amount,
        limit_price=row.limit_price,
        unit_price=row.unit_price,
        unit_value=row.unit_value,
        currency=currency_code(row.currency),
        deleted_on=row.deleted_on,
        last_updated_at=row.as_of,
    )
