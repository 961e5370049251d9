"""The vocabulary of what accounts hold and owe: lines, cash, pockets, orders, schedules, owners."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from openbanking.sandbox.world.amounts import total
from openbanking.sandbox.world.loans import paid_before, schedule
from openbanking.sandbox.world.market import backdate, last_close
from openbanking.sandbox.world.model import Account, Connection, Loan
from openbanking.sandbox.world.wealth import CASH, Investment, MarketOrder, Party, Pocket
from openbanking.sandbox.worlds.builder import World

# The facts of a line that are amounts; worlds write them as text.
AMOUNTS = (
    *("quantity", "unitprice", "unitvalue", "valuation", "diff", "rate"),
    *("original_unitvalue", "original_unitprice"),
)


def hold(
    world: World,
    connection: Connection,
    account: Account,
    label: str,
    code: str | None = None,
    **facts: Any,
) -> Investment:
    """Let an account hold a line; one with a unit has a value for each trading day of the connection."""
    seen = account.last_update or world.now
    given: dict[str, Any] = {
        "code_type": "ISIN" if code else None,
        "source": "website" if code else "notFound",
        "vdate": last_close(seen.date()),
        **{name: Decimal(value) if name in AMOUNTS else value for name, value in facts.items()},
    }
    line = Investment(id=world.new_holding_id(), label=label, code=code, last_update=seen, **given)
    account.investments[line.id] = line
    backdate(line, connection.created.date(), world.new_value_id)
    return line


def hold_cash(world: World, connection: Connection, account: Account, amount: str) -> Investment:
    """Let cash lie on an account, as a line among the others."""
    return hold(world, connection, account, "Liquidités", CASH, code_type=None, valuation=amount)


def pocket(world: World, account: Account, line: Investment, quantity: str, **facts: Any) -> Pocket:
    """Set a part of a line aside."""
    found = Pocket(
        id=world.new_holding_id(),
        id_investment=line.id,
        label=facts.pop("label", line.label),
        quantity=Decimal(quantity),
        last_update=line.last_update,
        **facts,
    )
    account.pockets[found.id] = found
    return found


def order(
    world: World, account: Account, line: Investment, direction: str, quantity: str, **facts: Any
) -> MarketOrder:
    """Give an order for a security that an account holds."""
    found = MarketOrder(
        id=world.new_holding_id(),
        label=line.label,
        code=line.code,
        stock_symbol=line.stock_symbol,
        stock_market=line.stock_market,
        order_direction=direction,
        quantity=Decimal(quantity),
        unitvalue=line.unitvalue,
        last_update=line.last_update,
        **facts,
    )
    account.market_orders[found.id] = found
    return found


def owe(world: World, account: Account, loan: Loan, *, months_back: int = 12) -> None:
    """Give a loan its schedule: the payments of the last months, and those to come."""
    terms: dict[str, Any] = {
        "capital": total(account.balance).copy_negate(),
        "rate": loan.rate,
        "payment": loan.next_payment_amount,
        "first": loan.next_payment_date,
        "now": account.last_update or world.now,
    }
    account.loan = loan
    account.amortizations = [
        *paid_before(**terms, months=min(months_back, loan.nb_payments_done)),
        *schedule(**terms, months=loan.nb_payments_left),
    ]


def belong(account: Account, *parties: tuple[str, str | None, bool | None]) -> None:
    """Let an account belong to people: role, name, and whether that is the user."""
    account.parties = [Party(role=role, full_name=name, is_user=user) for role, name, user in parties]


def isin(country: str, number: str) -> str:
    """Return the ISIN of a national number of nine characters, with its right check digit (ISO 6166)."""
    digits = "".join(str(int(character, 36)) for character in country + number)
    doubled = "".join(
        str(int(digit) * 2) if position % 2 == 0 else digit
        for position, digit in enumerate(reversed(digits))
    )
    return f"{country}{number}{-sum(map(int, doubled)) % 10}"
