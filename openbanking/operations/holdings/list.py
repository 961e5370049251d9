"""`openbanking.holdings.list`: what is owned in accounts, line by line, now or at any time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from contracts import Caller, Record, Values, fields, query
from openbanking.access.narrowing import opened_to
from openbanking.models import Tenant
from openbanking.networth.days import end_of
from openbanking.networth.figures import figures_at
from openbanking.operations import examples
from openbanking.operations.currencies import currency_code, currency_field
from openbanking.operations.holdings.record import HoldingRecord, Line, line
from openbanking.operations.holdings.rows import LINES, LINES_THEN, HoldingRow
from openbanking.operations.inputs import TenantInput, check_accounts, cursor_field, page_size_field
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, Page
from openbanking.wealth.allocation import Allocation, allocate


class OpenBankingListHoldingsInput(TenantInput):
    """Which lines, of which time."""

    account_id = fields.Id(required=False, help_text="Only lines of this account.")
    connection_id = fields.Id(required=False, help_text="Only lines of accounts of this connection.")
    as_of = fields.Date(
        required=False,
        help_text="As they were at the banks at the end of this day, in UTC; now when left out.",
    )
    known_at = fields.DateTime(
        until=True,
        required=False,
        help_text="As it was known then: what was learned or corrected later is left out. Left out: as "
        "it is known now.",
    )
    include_deleted = fields.Boolean(
        required=False,
        help_text="Whether lines that the bank lists no more are listed too; false when left out.",
    )
    cursor = cursor_field()
    page_size = page_size_field("Lines")


class UnallocatedRecord(Record):
    """What the lines of an account leave of its balance."""

    brief = ("accountId", "difference", "currency")

    account_id = fields.Id(help_text="The account.")
    currency = currency_field("Currency of the amounts.")
    balance = fields.Float(help_text="The account's current balance, exact digits.")
    valuation = fields.Float(help_text="What its lines are worth together, those without a value as 0.")
    difference = fields.Float(
        help_text="The balance less the lines; negative where they are worth more."
    )


class OpenBankingListHoldingsOutput(Record):
    """One page of lines."""

    holdings = HoldingRecord(many=True, help_text="Lines, the first recorded first.")
    unallocated = UnallocatedRecord(
        many=True,
        help_text="One for each account with a line on the page and a balance of the same currency; all "
        "of its lines count, on whichever page they are.",
    )
    next_cursor = fields.String(required=False, help_text="Where the next page begins, if any.")
    has_more = fields.Boolean(required=False, help_text="Whether there is a next page.")


class Unallocated(Values, kw_only=True):
    """The values of an UnallocatedRecord."""

    account_id: UUID
    currency: str
    balance: Decimal
    valuation: Decimal
    difference: Decimal


class HoldingPage(Values, kw_only=True):
    """The values of an OpenBankingListHoldingsOutput."""

    holdings: list[Line]
    unallocated: list[Unallocated]
    next_cursor: str | None = None
    has_more: bool


@query(
    "openbanking.holdings.list",
    "1.0.0",
    input=OpenBankingListHoldingsInput,
    output=OpenBankingListHoldingsOutput,
    goal="Show what a family owns in its accounts, with what it cost and what it is worth.",
    context="Reads the cache only. What the lines leave of an account's balance is said, and nothing is "
    "made up to fill it.",
    owners=["@platform.finance"],
    tags=["open-banking", "wealth"],
    examples=examples.LIST_HOLDINGS,
    history={"1.0.0": "First version."},
)
def list_holdings(
    caller: Caller,
    tenant: Tenant,
    *,
    account_id: UUID | None = None,
    connection_id: UUID | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
    include_deleted: bool = False,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE_SIZE,
) -> HoldingPage:
    """List the lines of accounts: securities, funds and cash."""
    if account_id is not None:
        check_accounts(tenant, [account_id])
    moment = _Moment(as_of, known_at)
    asked = {
        "account": account_id,
        "opened": opened_to(caller),
        "connection": connection_id,
        moment.live: None if include_deleted else True,
    }
    page = moment.page(tenant, asked, cursor=cursor, size=page_size)
    return HoldingPage(
        holdings=[line(row) for row in page.rows],
        unallocated=[_unallocated(each) for each in _allocations(tenant, page.rows, moment)],
        next_cursor=page.next_cursor,
        has_more=page.has_more,
    )


class _Moment:
    """Of which time lines are read: the present, or a day as it was known at an instant."""

    def __init__(self, as_of: date | None, known_at: datetime | None) -> None:
        now = timezone.now()
        self.asked = {"asked_as_of": as_of, "asked_known_at": known_at}
        self.is_now = as_of is None and known_at is None
        self.day = as_of or now.date()
        self.instant = now if as_of is None else end_of(as_of)
        self.known_at = known_at or now
        # The name of the filter for lines that are listed.
        self.live = "live" if self.is_now else "live_then"

    def page(
        self, tenant: Tenant, asked: Mapping[str, object], *, cursor: str | None, size: int
    ) -> Page[HoldingRow]:
        """Return a page of lines."""
        if self.is_now:
            return LINES.page({"tenant": tenant.pk, **asked}, cursor=cursor, size=size)
        then = {"as_of": self.instant, "known_at": self.known_at, "day": self.day}
        return LINES_THEN.page(
            {"tenant": tenant.pk, **self.asked, **asked}, cursor=cursor, size=size, at=then
        )

    def lines_of(self, tenant: Tenant, accounts: Sequence[UUID]) -> Iterator[HoldingRow]:
        """Yield all lines of some accounts that are listed."""
        cursor = None
        while True:
            page = self.page(
                tenant, {"accounts": accounts, self.live: True}, cursor=cursor, size=MAX_PAGE_SIZE
            )
            yield from page.rows
            cursor = page.next_cursor
            if cursor is None:
                return


def _allocations(tenant: Tenant, rows: Sequence[HoldingRow], moment: _Moment) -> Iterator[Allocation]:
    accounts = list(dict.fromkeys(row.account_id for row in rows))
    if not accounts:
        return
    lines: dict[UUID, list[HoldingRow]] = defaultdict(list)
    for row in moment.lines_of(tenant, accounts):
        lines[row.account_id].append(row)
    balances = figures_at(accounts, [moment.instant], known_at=moment.known_at)
    for account in accounts:
        (figure,) = balances.get(account, [None])
        if figure is not None:
            found = allocate(account, figure.amount, figure.currency, lines[account])
            if found is not None:
                yield found


def _unallocated(allocation: Allocation) -> Unallocated:
    return Unallocated(
        account_id=allocation.account_id,
        currency=currency_code(allocation.currency),
        balance=allocation.balance,
        valuation=allocation.valuation,
        difference=allocation.difference,
    )
