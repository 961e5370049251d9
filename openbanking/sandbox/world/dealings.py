"""What happens to what accounts hold and owe, each as one step a test or a caller can take.

A trade turns cash into securities, or back: the balance moves only by what the price and the value of a
unit differ. Cash is a line where the account has one, and lies beside the lines where it has none.
"""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from openbanking.sandbox.messages.errors import invalid
from openbanking.sandbox.world.amounts import difference, product, quotient, total
from openbanking.sandbox.world.finding import account_of, decimal_of, line_of, order_of
from openbanking.sandbox.world.loans import revise
from openbanking.sandbox.world.market import following, requote
from openbanking.sandbox.world.model import Account, Transaction
from openbanking.sandbox.world.state import State
from openbanking.sandbox.world.valuation import worth_of
from openbanking.sandbox.world.wealth import CASH, Investment, MarketOrder

CENT = Decimal("0.01")
UNIT = Decimal("0.0001")
VALIDITY = timedelta(days=30)
# What is never unknown of a line.
KNOWN = frozenset({"id", "id_account", "label"})


def place_order(
    state: State, *, investment: int, quantity: str, direction: str = "BUY", limit: str | None = None
) -> int:
    """Order more, or less, of a security that an account holds or held; returns the order's id."""
    account, line = line_of(state, investment)
    now = state.clock.now()
    if direction not in ("BUY", "SALE") or line.unitvalue is None:
        raise invalid("direction" if line.unitvalue else "investment")
    order = MarketOrder(
        id=state.new_id(),
        number=f"S-{len(account.market_orders) + 1}",
        label=line.label,
        code=line.code,
        stock_symbol=line.stock_symbol,
        stock_market=line.stock_market,
        order_direction=direction,
        order_type="LIMIT" if limit else "MARKET",
        ordervalue=decimal_of(limit) if limit else None,
        date=now,
        validity_date=now + VALIDITY,
        quantity=decimal_of(quantity),
        unitvalue=line.unitvalue,
        last_update=now,
    )
    account.market_orders[order.id] = order
    return order.id


def execute_order(state: State, *, order: int, price: str | None = None) -> int:
    """Let a pending order be executed, at the present value of a unit unless a price is given.

    Returns the id of the row that tells of it. A line that was sold comes back when it is bought.
    """
    account, found = order_of(state, order)
    line = _line_of(account, found)
    if found.state != "Pending" or found.quantity is None:
        raise invalid("order")
    at = decimal_of(price) if price else total(line.unitvalue)
    if found.order_direction == "SALE":
        row = _sell(state, account, line, found.quantity, at)
    else:
        row = _buy(state, account, line, found.quantity, at)
    found.state, found.unitprice, found.amount = "Executed", at, product(found.quantity, at, step=CENT)
    found.execution_date = found.last_update = state.clock.now()
    return row


def cancel_order(state: State, *, order: int) -> None:
    """Let a pending order come to nothing."""
    _, found = order_of(state, order)
    if found.state != "Pending":
        raise invalid("order")
    found.state, found.last_update = "Cancelled", state.clock.now()


def sell_line(state: State, *, investment: int, trace: bool = True) -> int:
    """Sell all of a line, which is marked as deleted, or simply gone; returns the row's id."""
    account, line = line_of(state, investment)
    if line.deleted or line.quantity is None:
        raise invalid("investment")
    row = _sell(state, account, line, line.quantity, total(line.unitvalue))
    if not trace:
        del account.investments[line.id]
    return row


def buy_back(state: State, *, investment: int, quantity: str, new_id: bool = False) -> int:
    """Buy what was sold again: the line comes back as it was, or as another one of the same code.

    Returns the line's id.
    """
    account, line = line_of(state, investment)
    if not line.deleted:
        raise invalid("investment")
    if new_id:
        line = copy(line)
        line.id = state.new_id()
        line.values = [replace(each, id=state.new_id()) for each in line.values[-1:]]
        account.investments[line.id] = line
    _buy(state, account, line, decimal_of(quantity), total(line.unitvalue))
    return line.id


def set_value(state: State, *, investment: int, to: str) -> None:
    """Let a unit of a line, or a line without units, be worth something else; the balance follows."""
    account, line = line_of(state, investment)
    with following(account):
        if line.unitvalue is None:
            line.diff = line.diff and total(line.diff, difference(decimal_of(to), line.valuation))
            line.valuation = decimal_of(to)
        else:
            requote(line, decimal_of(to), state.clock.now().date(), state.new_id)
    line.last_update = state.clock.now()


def withhold(state: State, *, investment: int, fields: list[str]) -> None:
    """Let a bank give some fields of a line no more: they are null. With none, it gives all again."""
    _, line = line_of(state, investment)
    if KNOWN & set(fields):
        raise invalid("fields")
    line.unknown, line.last_update = frozenset(fields), state.clock.now()


def revise_schedule(
    state: State, *, account: int, payment: str | None = None, rate: str | None = None
) -> None:
    """Let the payments to come be others, by their amount or their yearly rate in per cent.

    A payment that is on no schedule any more is marked as deleted.
    """
    found = account_of(state, account)
    if found.loan is None or not found.amortizations:
        raise invalid("account")
    found.loan.next_payment_amount = decimal_of(payment) if payment else found.loan.next_payment_amount
    found.loan.rate = decimal_of(rate) if rate else found.loan.rate
    revise(found, found.loan, state.clock.now())


DEALINGS = (
    *(place_order, execute_order, cancel_order, sell_line, buy_back, set_value, withhold),
    revise_schedule,
)


def _line_of(account: Account, order: MarketOrder) -> Investment:
    """Return the line an order is about, one that is still held before one that was sold."""
    found = [
        each
        for each in account.investments.values()
        if (each.code, each.label) == (order.code, order.label)
    ]
    if not found:
        raise invalid("order; the account holds nothing of the kind")
    return min(found, key=lambda each: each.deleted is not None)


def _buy(state: State, account: Account, line: Investment, quantity: Decimal, price: Decimal) -> int:
    amount = product(quantity, price, step=CENT)
    with following(account):
        held = Decimal(0) if line.deleted else total(line.quantity)
        line.unitprice = _averaged(held, line.unitprice, quantity, price)
        if line.original_unitvalue is not None:
            own = line.original_unitvalue
            line.original_unitprice = _averaged(held, line.original_unitprice, quantity, own)
        line.quantity, line.deleted = total(held, quantity), None
        line.last_update = state.clock.now()
        _pay(state, account, amount.copy_negate())
    wording = f"ACHAT COMPTANT {line.label}"
    return _note(state, account, amount.copy_negate(), "market_order", wording)


def _sell(state: State, account: Account, line: Investment, quantity: Decimal, price: Decimal) -> int:
    amount, now = product(quantity, price, step=CENT), state.clock.now()
    if line.deleted or total(line.quantity) < quantity:
        raise invalid("quantity; the account holds less")
    with following(account):
        if quantity == line.quantity:
            line.deleted = now
            _empty(account, line)
        else:
            line.quantity = difference(line.quantity, quantity)
        line.last_update = now
        _pay(state, account, amount)
    # A sale is seen without a type of its own.
    return _note(state, account, amount, "unknown", f"VENTE COMPTANT {line.label}")


def _empty(account: Account, line: Investment) -> None:
    """Let the pockets of a line go with it."""
    for pocket in account.pockets.values():
        if pocket.id_investment == line.id:
            pocket.deleted = pocket.deleted or line.deleted


def _pay(state: State, account: Account, amount: Decimal) -> None:
    """Put cash on an account, or take it: on the line that stands for it, or beside the lines."""
    for line in account.live_investments():
        if line.code == CASH:
            line.valuation = total(worth_of(line, account.currency), amount)
            line.last_update = state.clock.now()
            return
    for name in ("balance", "valuation"):
        if (worth := getattr(account, name)) is not None:
            setattr(account, name, total(worth, amount))


def _averaged(held: Decimal, paid: Decimal | None, more: Decimal, price: Decimal) -> Decimal | None:
    """Return what a unit has cost on average; None where it is not known of those held before."""
    if paid is None and held:
        return None
    cost = total(product(held, total(paid), step=UNIT), product(more, price, step=UNIT))
    return quotient(cost, total(held, more), step=UNIT)


def _note(state: State, account: Account, amount: Decimal, kind: str, wording: str) -> int:
    """List a trade among the transactions: what it moved is on the lines already."""
    now = state.clock.now()
    row = Transaction(
        id=state.new_id(),
        value=amount,
        posted=now.date(),
        ordered=now.date(),
        type=kind,
        wording=wording,
        first_seen=now,
        last_update=now,
    )
    account.transactions[row.id] = row
    return row.id
