"""`openbanking.returns.get`: what a tenant's investments returned, by time and by money."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.utils import timezone

from contracts import HEAVY, Caller, Record, Values, fields, problems, query
from openbanking.access.narrowing import opened_to
from openbanking.fields import rounded
from openbanking.models import Tenant
from openbanking.operations import examples
from openbanking.operations.currencies import currency_code, currency_field
from openbanking.operations.inputs import NO_SUCH_ACCOUNT, TenantInput
from openbanking.returns.investments import EarnsNothing, Investment, NoSuchAccount, investments_of
from openbanking.returns.returned import Returned, returned

# Of ratios, which are rounded once: a millionth is a ten-thousandth of a percent.
DECIMALS = 6


class OpenBankingGetReturnsInput(TenantInput):
    """Of what, and over which time."""

    account_id = fields.Id(
        required=False,
        help_text="Of this account alone, of securities, life insurance, retirement or employee "
        "savings. Left out: of all such accounts at banks together.",
    )
    from_ = fields.Date(help_text="The day at whose end, in UTC, the time begins.")
    to = fields.Date(help_text="The day at whose end it ends.")


class ReturnRecord(Record):
    """What was returned in one currency. Ratios: 0.05 is 5 %, rounded once to six decimals."""

    brief = ("currency", "timeWeighted", "moneyWeighted", "annualised", "coverage")

    account_id = fields.Id(required=False, help_text="The account; left out for the family.")
    currency = currency_field("The currency.")
    time_weighted = fields.Float(
        required=False,
        help_text="How what is held did, whatever came in or went out: comparable with an index. Left "
        "out below a coverage of 0.95.",
    )
    money_weighted = fields.Float(
        required=False,
        help_text="What the money earned over the whole time, given when it came in and went out. Left "
        "out below a coverage of 0.95.",
    )
    annualised = fields.Float(
        required=False,
        help_text="The same as a rate a year of 365 days (XIRR); only from 90 days on.",
    )
    coverage = fields.Float(
        help_text="Which share of the value has figures at both ends that are at most seven days old; "
        "lines of cash do not count."
    )
    days = fields.Int(help_text="From the one day to the other.")
    external_flows = fields.Float(help_text="What came in less what went out, as booked.")
    income = fields.Float(help_text="Interest, dividends and what institutions gave.")
    fees = fields.Float(help_text="What institutions took, negative.")
    caveats = fields.List(
        child=fields.NonEmptyString(), help_text="What to know of it before it is believed."
    )


class OpenBankingGetReturnsOutput(Record):
    """The returns."""

    returns = ReturnRecord(many=True, help_text="One for each currency; nothing is converted.")


class Return(Values, kw_only=True):
    """The values of a ReturnRecord."""

    account_id: UUID | None = None
    currency: str
    time_weighted: Decimal | None = None
    money_weighted: Decimal | None = None
    annualised: Decimal | None = None
    coverage: Decimal
    days: int
    external_flows: Decimal
    income: Decimal
    fees: Decimal
    caveats: list[str]


class Returns(Values, kw_only=True):
    """The values of an OpenBankingGetReturnsOutput."""

    returns: list[Return]


@query(
    "openbanking.returns.get",
    "1.0.0",
    input=OpenBankingGetReturnsInput,
    output=OpenBankingGetReturnsOutput,
    goal="Tell a family what its investments earned, and when that cannot be told.",
    context="By readings of the accounts and what was booked on them; no series is rebuilt from lines. "
    "Money that crosses the border of an account is told apart from trades, income and fees: staff rule "
    "where wording and type mislead.",
    owners=["@platform.finance"],
    rate=HEAVY,
    tags=["open-banking", "wealth"],
    examples=examples.GET_RETURNS,
    history={"1.0.0": "First version."},
)
def get_returns(
    caller: Caller, tenant: Tenant, *, account_id: UUID | None = None, from_: date, to: date
) -> Returns:
    """Tell what a tenant's investments returned between the ends of two days."""
    if from_ > to:
        raise problems.Invalid.at("from", "Lies after `to`. Swap the two.")
    try:
        found = investments_of(
            tenant, account_id, from_, to, known_at=timezone.now(), among=opened_to(caller)
        )
    except NoSuchAccount:
        raise problems.NotFound(NO_SUCH_ACCOUNT) from None
    except EarnsNothing:
        raise problems.Invalid.at("accountId", _advice()) from None
    by_currency: dict[str, list[Investment]] = defaultdict(list)
    for each in found:
        by_currency[each.currency].append(each)
    return Returns(
        returns=[
            _return(account_id, currency, returned(by_currency[currency], from_, to), (to - from_).days)
            for currency in sorted(by_currency)
        ]
    )


def _return(account_id: UUID | None, currency: str, found: Returned, days: int) -> Return:
    return Return(
        account_id=account_id,
        currency=currency_code(currency),
        time_weighted=_ratio(found.rates.by_time),
        money_weighted=_ratio(found.rates.by_money),
        annualised=_ratio(found.rates.a_year),
        coverage=rounded(found.coverage, DECIMALS),
        days=days,
        external_flows=found.external_flows,
        income=found.income,
        fees=found.fees,
        caveats=[str(caveat) for caveat in found.caveats],
    )


def _ratio(exact: Fraction | None) -> Decimal | None:
    return None if exact is None else rounded(exact, DECIMALS)


def _advice() -> str:
    return (
        "A return is told of accounts of securities, life insurance, retirement and employee savings. "
        "Name one of these, or leave it out for all of them together."
    )
