"""What accounts hold and owe beside their balance, in Powens' own words (Powens, Wealth aggregation)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

# The line that stands for cash (observed, not documented).
CASH = "XX-liquidity"


@dataclass(slots=True, kw_only=True)
class InvestmentValue:
    """What one unit was worth on a day, in the account's currency and in the security's own."""

    id: int
    vdate: date
    unitvalue: Decimal
    original_unitvalue: Decimal | None = None


@dataclass(slots=True, kw_only=True)
class InvestmentDetails:
    """What is known of a security itself; performances are ratios, `srri` runs from 1 to 7."""

    performance_1_year: Decimal | None = None
    performance_3_years: Decimal | None = None
    performance_5_years: Decimal | None = None
    srri: Decimal | None = None
    asset_category: str | None = None
    recommended_period: str | None = None
    last_update: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Investment:
    """A line of an account: so many units of a security, or an amount of something without units.

    `valuation` and `diff` are set where they do not follow from the units. `rate` is what one of the
    security's own currency is worth in the account's. `unknown` names what the bank does not give at
    present: it is answered as null. `values` run from the oldest to the present one.
    """

    id: int
    label: str
    code: str | None
    last_update: datetime
    code_type: str | None = None
    stock_symbol: str | None = None
    stock_market: str | None = None
    source: str | None = "website"
    description: str | None = None
    quantity: Decimal | None = None
    unitprice: Decimal | None = None
    unitvalue: Decimal | None = None
    valuation: Decimal | None = None
    diff: Decimal | None = None
    vdate: date | None = None
    original_currency: str | None = None
    original_unitvalue: Decimal | None = None
    original_unitprice: Decimal | None = None
    rate: Decimal | None = None
    details: InvestmentDetails | None = None
    deleted: datetime | None = None
    unknown: frozenset[str] = frozenset()
    values: list[InvestmentValue] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Pocket:
    """A part of a line of employee savings, with the condition on which it can be had.

    `value` is set where it does not follow from the line's unit.
    """

    id: int
    id_investment: int
    label: str
    quantity: Decimal | None
    last_update: datetime
    value: Decimal | None = None
    condition: str | None = "unknown"
    availability_date: date | None = None
    deleted: datetime | None = None


@dataclass(slots=True, kw_only=True)
class MarketOrder:
    """An order to buy or to sell; `ordervalue` is its limit or trigger."""

    id: int
    label: str
    code: str | None
    order_direction: str
    last_update: datetime
    number: str | None = None
    stock_symbol: str | None = None
    stock_market: str | None = None
    order_type: str = "MARKET"
    state: str = "Pending"
    payment_method: str = "CASH"
    date: datetime | None = None
    execution_date: datetime | None = None
    validity_date: datetime | None = None
    quantity: Decimal | None = None
    amount: Decimal | None = None
    ordervalue: Decimal | None = None
    unitprice: Decimal | None = None
    unitvalue: Decimal | None = None
    deleted: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Amortization:
    """One payment of a loan's schedule. It has no id: its date is all it can be told by."""

    payment_date: date
    amortization_amount: Decimal | None
    interest_amount: Decimal | None
    insurance_amount: Decimal | None
    total_payment_amount: Decimal | None
    remaining_capital: Decimal | None
    last_update: datetime
    calculated: tuple[str, ...] = ()
    deleted: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody an account belongs to, or who acts on it."""

    role: str
    full_name: str | None = field(repr=False)
    is_user: bool | None = None
