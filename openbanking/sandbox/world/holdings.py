"""Lines, their values, pockets and market orders as Powens' JSON (Powens, Wealth aggregation pages)."""

from __future__ import annotations

from collections.abc import Iterable

from openbanking.sandbox.world.clock import paris, paris_day
from openbanking.sandbox.world.model import Account
from openbanking.sandbox.world.rendering import Json, currency_json, day, money
from openbanking.sandbox.world.valuation import (
    Figures,
    figures_of,
    gain,
    lines_worth,
    original_worth,
    pocket_worth,
    previous_value,
    ratio,
    summed,
)
from openbanking.sandbox.world.wealth import (
    Investment,
    InvestmentDetails,
    InvestmentValue,
    MarketOrder,
    Pocket,
)

# What Powens reckons itself of a line that comes with its units.
RECKONED = ("diff", "diff_percent", "prev_diff", "prev_diff_percent", "portfolio_share")
DIRECTIONS = {"BUY": 1, "SALE": 2}
ORDER_TYPES = {"MARKET": 1, "LIMIT": 2, "TRIGGER": 3, "UNKNOWN": 4}


def investment_json(account: Account, line: Investment) -> Json:
    """Return a line; what the bank does not give at present is null, as is what follows from nothing."""
    figures = figures_of(line, account.currency)
    previous = previous_value(line)
    share = None if line.deleted else ratio(figures.valuation, lines_worth(account))
    given = [] if line.diff is None else ["diff"]
    shown = {
        "id": line.id,
        "id_account": account.id,
        "id_security": None,
        "id_type": None,
        "label": line.label,
        "code": line.code,
        "code_type": line.code_type,
        "stock_symbol": line.stock_symbol,
        "stock_market": line.stock_market,
        "source": line.source,
        "description": line.description,
        "quantity": money(line.quantity),
        "unitprice": money(line.unitprice),
        "unitvalue": money(line.unitvalue),
        **_figures(figures),
        "vdate": day(line.vdate),
        "prev_vdate": day(previous.vdate) if previous else None,
        "portfolio_share": money(share),
        "calculated": [name for name in RECKONED if name not in given],
        "deleted": paris_day(line.deleted),
        "last_update": paris(line.last_update),
        **_original(line),
        "details": _details(line.details) if line.details else None,
    }
    return {name: None if name in line.unknown else value for name, value in shown.items()}


def totals_json(lines: Iterable[tuple[Account, Investment]]) -> Json:
    """Return the sums over lines that are still there.

    Those of several currencies cannot be added: where there are several, euros are summed, as `balance`
    of accounts does.
    """
    live = [(account.currency, line) for account, line in lines if not line.deleted]
    currencies = {currency for currency, _ in live}
    summed_up = currencies if len(currencies) == 1 else {"EUR"}
    figures = summed(figures_of(line, currency) for currency, line in live if currency in summed_up)
    return {**_figures(figures), "calculated": list(_figures(figures))}


def value_json(line: Investment, value: InvestmentValue) -> Json:
    return {
        "id": value.id,
        "id_investment": line.id,
        "vdate": day(value.vdate),
        "unitvalue": money(value.unitvalue),
        "original_currency": currency_json(line.original_currency),
        "original_unitvalue": money(value.original_unitvalue),
    }


def pocket_json(account: Account, pocket: Pocket) -> Json:
    return {
        "id": pocket.id,
        "id_investment": pocket.id_investment,
        "id_account": account.id,
        "label": pocket.label,
        "quantity": money(pocket.quantity),
        "value": money(pocket_worth(pocket, account)),
        "condition": pocket.condition,
        "availability_date": day(pocket.availability_date),
        "deleted": paris_day(pocket.deleted),
        "last_update": paris(pocket.last_update),
    }


def market_order_json(account: Account, order: MarketOrder) -> Json:
    return {
        "id": order.id,
        "id_account": account.id,
        "number": order.number,
        "label": order.label,
        "code": order.code,
        "stock_symbol": order.stock_symbol,
        "order_direction": _named(DIRECTIONS, order.order_direction),
        "order_type": _named(ORDER_TYPES, order.order_type),
        "stock_market": order.stock_market,
        "state": order.state,
        "payment_method": order.payment_method,
        "date": paris(order.date),
        "execution_date": paris(order.execution_date),
        "validity_date": paris(order.validity_date),
        "quantity": money(order.quantity),
        "amount": money(order.amount),
        "ordervalue": money(order.ordervalue),
        "unitprice": money(order.unitprice),
        "unitvalue": money(order.unitvalue),
        "deleted": paris(order.deleted),
        "last_update": paris(order.last_update),
    }


def _figures(figures: Figures) -> Json:
    return {
        "valuation": money(figures.valuation),
        "diff": money(figures.diff),
        "diff_percent": money(figures.diff_percent),
        "prev_diff": money(figures.prev_diff),
        "prev_diff_percent": money(figures.prev_diff_percent),
    }


def _original(line: Investment) -> Json:
    """Return what a line is worth in the security's own currency, nulls where that is the account's."""
    worth = original_worth(line, line.original_unitvalue)
    cost = original_worth(line, line.original_unitprice)
    return {
        "original_currency": currency_json(line.original_currency),
        "original_valuation": money(worth),
        "original_unitvalue": money(line.original_unitvalue),
        "original_unitprice": money(line.original_unitprice),
        "original_diff": money(gain(worth, cost)),
    }


def _details(details: InvestmentDetails) -> Json:
    return {
        "performance_1_year": money(details.performance_1_year),
        "performance_3_years": money(details.performance_3_years),
        "performance_5_years": money(details.performance_5_years),
        "srri": money(details.srri),
        "asset_category": details.asset_category,
        "recommended_period": details.recommended_period,
        "last_update": paris(details.last_update),
    }


def _named(catalogue: dict[str, int], name: str) -> Json:
    return {"id": catalogue.get(name, 0), "name": name}
