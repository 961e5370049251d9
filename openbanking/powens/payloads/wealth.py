"""What is owned and owed in detail (Powens, API reference: Investments, Pockets, Market orders, …).

Everything but the ids and a holding's label comes as null now and then, although documented as required.
Names of people do not show themselves.
"""

from __future__ import annotations

from decimal import Decimal

from openbanking.powens.payloads.base import Currency, Flag, Id, Payload


class OfAccount(Payload):
    """A row that belongs to an account."""

    id_account: Id


class InvestmentDetails(Payload):
    """What is known of a fund as such; a share in a company has none of it."""

    srri: Decimal | None = None
    asset_category: str | None = None
    recommended_period: str | None = None


class Investment(OfAccount):
    """A line of an account: `original_*` in the security's own currency, the rest in the account's."""

    id: Id
    label: str
    code: str | None = None
    code_type: str | None = None
    stock_symbol: str | None = None
    quantity: Decimal | None = None
    unitprice: Decimal | None = None
    unitvalue: Decimal | None = None
    valuation: Decimal | None = None
    diff: Decimal | None = None
    diff_percent: Decimal | None = None
    portfolio_share: Decimal | None = None
    vdate: str | None = None
    original_currency: Currency | str | None = None
    original_unitprice: Decimal | None = None
    original_unitvalue: Decimal | None = None
    original_valuation: Decimal | None = None
    original_diff: Decimal | None = None
    calculated: list[str] | None = None
    deleted: str | None = None
    last_update: str | None = None
    details: InvestmentDetails | None = None


class InvestmentValue(Payload):
    """What one unit of a line was worth on a day."""

    id: Id | None = None
    vdate: str | None = None
    unitvalue: Decimal | None = None
    original_currency: Currency | str | None = None
    original_unitvalue: Decimal | None = None


class Pocket(OfAccount):
    """A part of a line of employee savings, with when it can be had."""

    id: Id
    id_investment: Id | None = None
    label: str | None = None
    quantity: Decimal | None = None
    value: Decimal | None = None
    condition: str | None = None
    availability_date: str | None = None
    deleted: str | None = None
    last_update: str | None = None


class Word(Payload):
    """A word of an open list, with Powens' number for it."""

    id: Id | None = None
    name: str | None = None


class MarketOrder(OfAccount):
    """An order to buy or sell; `ordervalue` is its limit."""

    id: Id
    number: str | int | None = None
    label: str | None = None
    code: str | None = None
    stock_symbol: str | None = None
    order_direction: Word | str | None = None
    order_type: Word | str | None = None
    stock_market: str | None = None
    state: str | None = None
    payment_method: str | None = None
    date: str | None = None
    execution_date: str | None = None
    validity_date: str | None = None
    quantity: Decimal | None = None
    amount: Decimal | None = None
    ordervalue: Decimal | None = None
    unitprice: Decimal | None = None
    unitvalue: Decimal | None = None
    deleted: str | None = None
    last_update: str | None = None


class Amount(Payload):
    """An amount that names its currency."""

    currency: Currency | str | None = None
    value: Decimal | None = None


class LoanAmortization(OfAccount):
    """A payment of a loan's schedule; it has no id."""

    payment_date: str | None = None
    amortization_amount: Amount | None = None
    interest_amount: Amount | None = None
    insurance_amount: Amount | None = None
    total_payment_amount: Amount | None = None
    remaining_capital: Amount | None = None
    period: str | int | None = None
    calculated: list[str] | None = None
    deleted: str | None = None
    last_update: str | None = None


class Identity(Payload):
    is_user: Flag = None
    full_name: str | None = None

    def __repr__(self) -> str:
        return "<Identity>"


class AccountParty(Payload):
    """Somebody with a part in an account: its holder, an attorney, a guardian …"""

    role: str | None = None
    identity: Identity | None = None


class AccountOwnership(OfAccount):
    """Whose an account is."""

    multiple_holders: Flag = None
    parties: list[AccountParty] | None = None
