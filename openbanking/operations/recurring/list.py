"""`openbanking.recurring.list`: payments and income that come again, with what they cost by now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import DateTimeField, UUIDField
from django.utils import timezone

from contracts import HEAVY, Caller, Record, Values, fields, query
from openbanking.models import Tenant, Transaction
from openbanking.models.prepared import Members, Parameter, Prepared
from openbanking.networth.days import months_after
from openbanking.operations import examples
from openbanking.operations.currencies import currency_code, currency_field
from openbanking.operations.inputs import TenantInput, account_ids_field
from openbanking.operations.transactions.across import AccountRow, accounts_of
from openbanking.operations.transactions.filters import DIRECTIONS
from openbanking.recurring.finding import Payment, Recurring, recurring
from openbanking.recurring.naming import whom
from openbanking.recurring.periods import Period

MONTHS = 24


class OpenBankingListRecurringInput(TenantInput):
    """Where to look, and for what."""

    account_ids = account_ids_field(
        "all accounts but those that are disabled, and each that is seen through two connections once."
    )
    direction = fields.Choice(DIRECTIONS, required=False, help_text="debit (money out) or credit.")
    active = fields.Boolean(
        required=False, help_text="Only what is still expected, or only what has stopped."
    )


class RecurringRecord(Record):
    """Money of one side that comes again on one account."""

    brief = ("name", "period", "latestAmount", "currency", "nextExpectedOn", "active")

    account_id = fields.Id(help_text="The account.")
    name = fields.NonEmptyString(
        help_text="The other side or, where the bank does not name it, the wording of the latest one."
    )
    direction = fields.Choice(DIRECTIONS, help_text="debit (money out) or credit.")
    currency = currency_field("The account's currency.")
    period = fields.Choice([str(each) for each in Period], help_text="How often it comes.")
    latest_amount = fields.Float(help_text="The latest amount, signed, exact digits.")
    usual_amount = fields.Float(help_text="The median of all amounts.")
    earliest_amount = fields.Float(help_text="The first amount.")
    drift = fields.Float(
        help_text="The latest amount as a ratio of the first, to six decimals: 1.2 is 20 % more."
    )
    first_on = fields.Date(help_text="The day of the first one, at most 24 months ago.")
    last_on = fields.Date(help_text="The day of the latest one.")
    next_expected_on = fields.Date(
        required=False, help_text="When the next one is expected; left out of what has stopped."
    )
    occurrences = fields.Int(help_text="How many there were.")
    active = fields.Boolean(
        help_text="Whether it goes on: false once the next one is overdue by more than half a period."
    )


class OpenBankingListRecurringOutput(Record):
    """What comes again."""

    recurring = RecurringRecord(
        many=True, help_text="What goes on first, the next one expected in front."
    )


class RecurringMoney(Values, kw_only=True):
    """The values of a RecurringRecord."""

    account_id: UUID
    name: str
    direction: str
    currency: str
    period: str
    latest_amount: Decimal
    usual_amount: Decimal
    earliest_amount: Decimal
    drift: Decimal
    first_on: date
    last_on: date
    next_expected_on: date | None = None
    occurrences: int
    active: bool


class RecurringList(Values, kw_only=True):
    """The values of an OpenBankingListRecurringOutput."""

    recurring: list[RecurringMoney]


class BookedRow(NamedTuple):
    """A booked transaction, as far as it tells what comes again."""

    account_id: UUID
    amount: Decimal
    date: datetime
    counterparty_name: str
    wording: str
    simplified_wording: str
    original_wording: str


_BOOKED = Prepared(
    Transaction.objects.shown()
    .filter(
        account_id__in=Members("accounts", UUIDField()),
        status=Transaction.Status.BOOKED,
        date__gte=Parameter("since", DateTimeField()),
    )
    .order_by("date", "pk"),
    BookedRow,
)


@query(
    "openbanking.recurring.list",
    "1.0.0",
    input=OpenBankingListRecurringInput,
    output=OpenBankingListRecurringOutput,
    goal="Show a family its subscriptions, bills, rents and salaries, what they rose to, what is next.",
    context="Found in what was booked within 24 months, by the days on which it came, as Powens has "
    "them; nothing is taken from a word alone. Reads the cache only.",
    owners=["@platform.finance"],
    rate=HEAVY,
    tags=["open-banking", "transactions"],
    examples=examples.LIST_RECURRING,
    history={"1.0.0": "First version."},
)
def list_recurring(
    caller: Caller,
    tenant: Tenant,
    *,
    account_ids: Sequence[UUID] | None = None,
    direction: str | None = None,
    active: bool | None = None,
) -> RecurringList:
    """List payments and income that come again, by account and other side."""
    now = timezone.now()
    today = now.astimezone(settings.POWENS_TIMEZONE).date()
    accounts = accounts_of(caller, tenant, account_ids)
    since = datetime.combine(
        months_after(today, -MONTHS), datetime.min.time(), tzinfo=settings.POWENS_TIMEZONE
    )
    rows = _BOOKED.all(accounts=list(accounts), since=since)
    found = [_money(each) for each in recurring(_payments(rows, accounts), today=today)]
    return RecurringList(
        recurring=[
            each
            for each in found
            if direction in (None, each.direction) and active in (None, each.active)
        ]
    )


def _payments(rows: Sequence[BookedRow], accounts: Mapping[UUID, AccountRow]) -> list[Payment]:
    return [
        Payment(
            account_id=row.account_id,
            currency=accounts[row.account_id].currency,
            day=row.date.astimezone(settings.POWENS_TIMEZONE).date(),
            amount=row.amount,
            whom=whom(row.counterparty_name, row.simplified_wording or row.original_wording),
            name=row.counterparty_name or row.wording or row.simplified_wording or row.original_wording,
        )
        for row in rows
    ]


def _money(found: Recurring) -> RecurringMoney:
    latest = found.latest
    return RecurringMoney(
        account_id=latest.account_id,
        name=latest.name,
        direction="credit" if latest.amount > 0 else "debit",
        currency=currency_code(latest.currency),
        period=str(found.period),
        latest_amount=latest.amount,
        usual_amount=found.usual_amount,
        earliest_amount=found.first.amount,
        drift=found.drift,
        first_on=found.first.day,
        last_on=latest.day,
        next_expected_on=found.next_on if found.active else None,
        occurrences=len(found.payments),
        active=found.active,
    )
