"""Lines, their values, pockets, orders, loan payments and owners."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings

from openbanking.fields import fits, nearest
from openbanking.models import Account, Holding, MarketOrder
from openbanking.powens import PowensClock, PowensProtocolError, payloads
from openbanking.sync.mapping.values import currency_code, money
from openbanking.wealth.kinds import OF_FUNDS

# Powens' code for cash that is a line, with the country before it (observed: XX-liquidity).
LIQUIDITY = "-LIQUIDITY"
# The register of the French regulator lists funds (Powens, Investments page).
FUNDS_REGISTER = "AMF"
RATIOS = frozenset({"diff_percent", "portfolio_share"})
DIRECTIONS = {
    "BUY": MarketOrder.Direction.BUY,
    "SALE": MarketOrder.Direction.SELL,
    "SELL": MarketOrder.Direction.SELL,
}


def line_key(payload: payloads.Investment) -> str:
    """Return what a line is known by in its account: its code, else its label."""
    return (_text(payload.code).upper() or _label(payload))[:255]


def has_unit_values(payload: payloads.Investment) -> bool:
    """Tell whether a line is there and has units, so that Powens may have their history."""
    return payload.unitvalue is not None and not payload.deleted and not _is_cash(payload)


def line_values(payload: payloads.Investment, account: Account) -> dict[str, Any]:
    """Return the columns of a line; raises PowensProtocolError for a date that is none."""
    clock = PowensClock(settings.POWENS_TIMEZONE)
    return {
        "tenant_id": account.tenant_id,
        "account_id": account.pk,
        "external_id": str(payload.id),
        "key": line_key(payload),
        "label": _label(payload),
        "code": _text(payload.code)[:60],
        "code_type": _text(payload.code_type)[:20],
        "symbol": _text(payload.stock_symbol)[:40],
        "kind": _kind(payload, account),
        "quantity": money(payload.quantity),
        "unit_cost": money(payload.unitprice),
        "unit_value": money(payload.unitvalue),
        "valuation": money(payload.valuation),
        "gain": money(payload.diff),
        "gain_ratio": _ratio(payload.diff_percent),
        "portfolio_share": _ratio(payload.portfolio_share),
        "currency": account.currency,
        "security_currency": currency_code(payload.original_currency),
        "security_unit_cost": money(payload.original_unitprice),
        "security_unit_value": money(payload.original_unitvalue),
        "security_valuation": money(payload.original_valuation),
        "security_gain": money(payload.original_diff),
        "valued_on": clock.day(payload.vdate),
        "calculated": sorted(payload.calculated or ()),
        "deleted_on": clock.day(payload.deleted),
        **_as_of(clock, payload.last_update),
    }


def value_values(payload: payloads.InvestmentValue) -> dict[str, Any] | None:
    """Return the columns of what a unit was worth on a day; None where either is missing.

    Raises PowensProtocolError for a day that is none.
    """
    day = PowensClock(settings.POWENS_TIMEZONE).day(payload.vdate)
    unit_value = money(payload.unitvalue)
    if day is None or unit_value is None:
        return None
    return {
        "valued_on": day,
        "unit_value": unit_value,
        "security_currency": currency_code(payload.original_currency),
        "security_unit_value": money(payload.original_unitvalue),
    }


def pocket_values(payload: payloads.Pocket, account: Account, holding_id: UUID) -> dict[str, Any]:
    """Return the columns of a pocket; raises PowensProtocolError for a date that is none."""
    clock = PowensClock(settings.POWENS_TIMEZONE)
    return {
        "tenant_id": account.tenant_id,
        "account_id": account.pk,
        "holding_id": holding_id,
        "external_id": str(payload.id),
        "label": _text(payload.label)[:255],
        "quantity": money(payload.quantity),
        "value": money(payload.value),
        "currency": account.currency,
        "condition": (_text(payload.condition) or "unknown")[:40],
        "available_on": clock.day(payload.availability_date),
        "deleted_on": clock.day(payload.deleted),
        **_as_of(clock, payload.last_update),
    }


def order_values(payload: payloads.MarketOrder, account: Account) -> dict[str, Any]:
    """Return the columns of an order; raises PowensProtocolError for a date that is none."""
    clock = PowensClock(settings.POWENS_TIMEZONE)
    placed_at = _moment(clock, payload.date)
    executed_at = _moment(clock, payload.execution_date)
    given = placed_at or executed_at
    return {
        "tenant_id": account.tenant_id,
        "account_id": account.pk,
        "external_id": str(payload.id),
        "number": str(payload.number or "")[:100],
        "label": _text(payload.label)[:255],
        "code": _text(payload.code)[:60],
        "symbol": _text(payload.stock_symbol)[:40],
        "direction": DIRECTIONS.get(_word(payload.order_direction), MarketOrder.Direction.OTHER),
        "type": _word(payload.order_type)[:40],
        "market": _text(payload.stock_market)[:100],
        "state": _text(payload.state)[:100],
        "payment_method": _text(payload.payment_method)[:40],
        "placed_at": placed_at,
        "executed_at": executed_at,
        "valid_until": _moment(clock, payload.validity_date),
        "quantity": money(payload.quantity),
        "amount": money(payload.amount),
        "limit_price": money(payload.ordervalue),
        "unit_price": money(payload.unitprice),
        "unit_value": money(payload.unitvalue),
        "currency": account.currency,
        "deleted_on": clock.day(payload.deleted),
        **({"date": given} if given else {}),
        **_as_of(clock, payload.last_update),
    }


def due_on(payload: payloads.LoanAmortization) -> date | None:
    """Return the day a payment is due; raises PowensProtocolError for one that is none."""
    return PowensClock(settings.POWENS_TIMEZONE).day(payload.payment_date)


def payment_values(payload: payloads.LoanAmortization, account: Account) -> dict[str, Any]:
    """Return the columns of a loan payment, in the currency that its amounts name.

    Raises PowensProtocolError where they name several, or for a date that is none.
    """
    clock = PowensClock(settings.POWENS_TIMEZONE)
    amounts = {
        "principal": payload.amortization_amount,
        "interest": payload.interest_amount,
        "insurance": payload.insurance_amount,
        "total": payload.total_payment_amount,
        "remaining": payload.remaining_capital,
    }
    named = {currency_code(each.currency) for each in amounts.values() if each is not None} - {""}
    if len(named) > 1:
        raise PowensProtocolError("its amounts are in several currencies.")
    return {
        "account_id": account.pk,
        "due_on": due_on(payload),
        **{name: money(each.value) if each else None for name, each in amounts.items()},
        "currency": named.pop() if named else account.currency,
        "period": str(payload.period or "")[:40],
        "calculated": sorted(payload.calculated or ()),
        "deleted_on": clock.day(payload.deleted),
        **_as_of(clock, payload.last_update),
    }


def owners_of(payload: payloads.AccountOwnership, account: Account) -> Iterator[dict[str, Any]]:
    """Yield the columns of an owner for each party that has a name."""
    for party in payload.parties or ():
        identity = party.identity
        if identity is None or not (name := _text(identity.full_name)):
            continue
        yield {
            "tenant_id": account.tenant_id,
            "account_id": account.pk,
            "role": (_text(party.role) or "unknown")[:40],
            "name": name[:255],
            "is_member": _flag(identity.is_user),
            "multiple_holders": _flag(payload.multiple_holders),
        }


def unusable_figures(payload: payloads.Payload) -> list[str]:
    """Return the names of the figures of a row that no column holds; ratios are rounded instead."""
    return [
        name
        for name in payload.__struct_fields__
        if name not in RATIOS
        and isinstance(amount := _amount(getattr(payload, name)), Decimal)
        and not fits(amount)
    ]


def _kind(payload: payloads.Investment, account: Account) -> Holding.Kind:
    """Say what a line is: Powens does not, so its code, its details and its account do."""
    if _is_cash(payload):
        return Holding.Kind.CASH
    details = payload.details
    known = details and (details.srri or details.asset_category or details.recommended_period)
    if known or _text(payload.code_type).upper() == FUNDS_REGISTER:
        return Holding.Kind.FUND
    if account.type in OF_FUNDS and not _text(payload.stock_symbol):
        return Holding.Kind.FUND
    return Holding.Kind.SECURITY


def _is_cash(payload: payloads.Investment) -> bool:
    return _text(payload.code).upper().endswith(LIQUIDITY)


def _label(payload: payloads.Investment) -> str:
    return (_text(payload.label) or f"Line {payload.id}")[:255]


def _text(text: str | None) -> str:
    return (text or "").strip()


def _word(word: payloads.Word | str | None) -> str:
    return _text(word.name if isinstance(word, payloads.Word) else word).upper()


def _flag(flag: bool | int | None) -> bool | None:
    return None if flag is None else bool(flag)


def _amount(value: object) -> object:
    return value.value if isinstance(value, payloads.Amount) else value


def _ratio(ratio: Decimal | None) -> Decimal | None:
    """Return a ratio with the decimals a column has: those of binary floats may have more."""
    return None if ratio is None else nearest(ratio)


def _as_of(clock: PowensClock, last_update: str | None) -> dict[str, datetime]:
    """Return the column only where Powens gives a time: what stays unknown must not look new."""
    moment = clock.local(last_update)
    return {"as_of": moment} if moment else {}


def _moment(clock: PowensClock, text: str | None) -> datetime | None:
    """Return an instant in Powens' zone; a day without a time is midnight UTC of that day."""
    if text and len(text) > len("2026-03-02"):
        return clock.local(text)
    day = clock.day(text)
    return datetime.combine(day, time(), tzinfo=UTC) if day else None
