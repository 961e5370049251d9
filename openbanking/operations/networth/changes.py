"""`openbanking.networth.changes`: why what a tenant owns and owes changed between two days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import timezone

from contracts import HEAVY, Record, Values, fields, problems, query
from openbanking.models import Tenant
from openbanking.networth.changes import postings_of
from openbanking.networth.converted_changes import RatesMissing, converted
from openbanking.networth.postings import Amounts, sums_of
from openbanking.operations import examples
from openbanking.operations.currencies import currency_code, currency_field
from openbanking.operations.inputs import TenantInput
from openbanking.operations.networth.converted import conversion_field


class OpenBankingNetWorthChangesInput(TenantInput):
    """Between the ends of which days."""

    from_ = fields.Date(help_text="The day at whose end, in UTC, the change begins.")
    to = fields.Date(help_text="The day at whose end it ends.")
    currency = conversion_field()


class ChangeRecord(Record):
    """Why net worth in one currency changed: opening and all the parts are closing, exactly."""

    brief = ("currency", "opening", "closing", "externalFlows", "marketMovement", "unexplained")

    currency = currency_field("The currency.")
    opening = fields.Float(
        help_text="Net worth at the end of `from`, as each figure of that time was first learned."
    )
    closing = fields.Float(help_text="Net worth at the end of `to`, as it is known now.")
    external_flows = fields.Float(help_text="Came in from elsewhere less what went out, as booked.")
    transfers = fields.Float(
        help_text="Between accounts of the tenant: 0 unless one side lies outside of these days, or on "
        "an account that appeared or is gone."
    )
    income = fields.Float(help_text="Interest, dividends and what institutions gave.")
    fees = fields.Float(
        help_text="What institutions took, negative; also what repayments of loans exceed by what the "
        "loans shrank, which is interest and insurance."
    )
    market_movement = fields.Float(
        help_text="What transactions do not explain where the value moves by itself: securities, "
        "insurance, retirement, employee savings, property and what is of no kind."
    )
    currency_movement = fields.Float(
        help_text="What the rates did, roundings with it; 0 where nothing is converted."
    )
    appeared = fields.Float(help_text="What accounts hold that have a figure at the end of `to` alone.")
    gone = fields.Float(
        help_text="Less what accounts held that have a figure at the end of `from` alone."
    )
    corrections = fields.Float(
        help_text="What figures of the end of `from` are now, less what was first learned of them."
    )
    unexplained = fields.Float(
        help_text="What transactions do not explain of cash, savings, cards and loans."
    )


class OpenBankingNetWorthChangesOutput(Record):
    """The changes, never added up over currencies unless one is named to convert into."""

    changes = ChangeRecord(
        many=True,
        help_text="One for each currency; where one to convert into was named, all of them in it as the "
        "last.",
    )


class Change(Values, kw_only=True):
    """The values of a ChangeRecord."""

    currency: str
    opening: Decimal
    closing: Decimal
    external_flows: Decimal
    transfers: Decimal
    income: Decimal
    fees: Decimal
    market_movement: Decimal
    currency_movement: Decimal
    appeared: Decimal
    gone: Decimal
    corrections: Decimal
    unexplained: Decimal


class NetWorthChanges(Values, kw_only=True):
    """The values of an OpenBankingNetWorthChangesOutput."""

    changes: list[Change]


@query(
    "openbanking.networth.changes",
    "1.0.0",
    input=OpenBankingNetWorthChangesInput,
    output=OpenBankingNetWorthChangesOutput,
    goal="Tell a family why its wealth moved: saved, earned, lost to the market, or not known.",
    context="Explains the difference of two points of openbanking.networth.series by what was booked "
    "between them. Nothing is left over: what no transaction accounts for is named as such. Staff rule "
    "on the nature of a transaction where wording and type mislead.",
    owners=["@platform.finance"],
    rate=HEAVY,
    tags=["open-banking", "networth"],
    examples=examples.NET_WORTH_CHANGES,
    history={"1.0.0": "First version."},
)
def net_worth_changes(
    tenant: Tenant, *, from_: date, to: date, currency: str | None = None
) -> NetWorthChanges:
    """Explain how what a tenant owns and owes changed between the ends of two days."""
    if from_ > to:
        raise problems.Invalid.at("from", "Lies after `to`. Swap the two.")
    postings = postings_of(tenant, from_, to, known_at=timezone.now())
    changes = [_change(currency_code(code), amounts) for code, amounts in sums_of(postings).items()]
    if currency is not None:
        try:
            amounts = converted(postings, currency, first=from_, last=to)
        except RatesMissing as missing:
            raise problems.Invalid.at("currency", _advice(missing)) from None
        changes.append(_change(currency, amounts))
    return NetWorthChanges(changes=changes)


def _change(currency: str, amounts: Amounts) -> Change:
    return Change(currency=currency, **{str(part): amount for part, amount in amounts.items()})


def _advice(missing: RatesMissing) -> str:
    return (
        f"There is no rate of {', '.join(missing.currencies)} for some of these days. Leave `currency` "
        "out, or choose days that have one."
    )
