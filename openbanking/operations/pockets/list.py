"""`openbanking.pockets.list`: the parts of lines of employee savings, with when they can be had."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import UUIDField

from contracts import Caller, Record, Values, fields, query
from openbanking.access.narrowing import opened_to
from openbanking.models import Pocket, Tenant
from openbanking.models.prepared import Members, Parameter
from openbanking.operations import examples
from openbanking.operations.currencies import currency_code, currency_field
from openbanking.operations.inputs import TenantInput, check_accounts, cursor_field, page_size_field
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE, Pages


class OpenBankingListPocketsInput(TenantInput):
    """Which pockets."""

    account_id = fields.Id(required=False, help_text="Only pockets of this account.")
    holding_id = fields.Id(required=False, help_text="Only pockets of this line.")
    cursor = cursor_field()
    page_size = page_size_field("Pockets")


class PocketRecord(Record):
    """A part of a line, with when it can be had."""

    brief = ("label", "value", "currency", "condition", "availableOn")

    id = fields.Id(help_text="The pocket.")
    holding_id = fields.Id(help_text="The line it is part of.")
    account_id = fields.Id(help_text="The account.")
    external_id = fields.NonEmptyString(help_text="The pocket's id at Powens.")
    label_ = fields.String(help_text="Name as the bank shows it.")
    quantity = fields.Float(help_text="How many units, exact digits.")
    value = fields.Float(help_text="What they are worth.")
    currency = currency_field("The account's currency.")
    condition = fields.String(
        help_text="When it can be had: available, date, acquired, retirement or unknown; an open list."
    )
    available_on = fields.Date(required=False, help_text="The day from which it can be had.")
    deleted_on = fields.Date(required=False, help_text="Since when the bank lists it no more.")
    last_updated_at = fields.DateTime(help_text="When it was last updated at Powens.")


class OpenBankingListPocketsOutput(Record):
    """One page of pockets."""

    pockets = PocketRecord(
        many=True,
        help_text="Pockets, the first recorded first; those whose quantity or value the bank does not "
        "give are left out.",
    )
    next_cursor = fields.String(required=False, help_text="Where the next page begins, if any.")
    has_more = fields.Boolean(required=False, help_text="Whether there is a next page.")


class PocketSeen(Values, kw_only=True):
    """The values of a PocketRecord."""

    id: UUID
    holding_id: UUID
    account_id: UUID
    external_id: str
    label_: str
    quantity: Decimal
    value: Decimal
    currency: str
    condition: str
    available_on: date | None = None
    deleted_on: date | None = None
    last_updated_at: datetime


class PocketPage(Values, kw_only=True):
    """The values of an OpenBankingListPocketsOutput."""

    pockets: list[PocketSeen]
    next_cursor: str | None = None
    has_more: bool


class PocketRow(NamedTuple):
    """A pocket."""

    id: UUID
    holding_id: UUID
    account_id: UUID
    external_id: str
    label: str
    quantity: Decimal
    value: Decimal
    currency: str
    condition: str
    available_on: date | None
    deleted_on: date | None
    as_of: datetime


POCKETS = Pages(
    Pocket.objects.filter(
        tenant_id=Parameter("tenant", UUIDField()), quantity__isnull=False, value__isnull=False
    ),
    PocketRow,
    order=["id"],
    filters={
        "account": lambda rows: rows.filter(account_id=Parameter("account", UUIDField())),
        "opened": lambda rows: rows.filter(account_id__in=Members("opened", UUIDField())),
        "holding": lambda rows: rows.filter(holding_id=Parameter("holding", UUIDField())),
    },
)


@query(
    "openbanking.pockets.list",
    "1.0.0",
    input=OpenBankingListPocketsInput,
    output=OpenBankingListPocketsOutput,
    goal="Tell which part of employee savings can be had when.",
    context="Reads the cache only. Employee savings alone have pockets.",
    owners=["@platform.finance"],
    tags=["open-banking", "wealth"],
    examples=examples.LIST_POCKETS,
    history={"1.0.0": "First version."},
)
def list_pockets(
    caller: Caller,
    tenant: Tenant,
    *,
    account_id: UUID | None = None,
    holding_id: UUID | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE_SIZE,
) -> PocketPage:
    """List the pockets of employee savings."""
    if account_id is not None:
        check_accounts(tenant, [account_id])
    page = POCKETS.page(
        {
            "tenant": tenant.pk,
            "account": account_id,
            "opened": opened_to(caller),
            "holding": holding_id,
        },
        cursor=cursor,
        size=page_size,
    )
    return PocketPage(
        pockets=[_seen(row) for row in page.rows],
        next_cursor=page.next_cursor,
        has_more=page.has_more,
    )


def _seen(row: PocketRow) -> PocketSeen:
    return PocketSeen(
        id=row.id,
        holding_id=row.holding_id,
        account_id=row.account_id,
        external_id=row.external_id,
        label_=row.label,
        quantity=row.quantity,
        value=row.value,
        currency=currency_code(row.currency),
        condition=row.condition,
        available_on=row.available_on,
        deleted_on=row.deleted_on,
        last_updated_at=row.as_of,
    )
