"""Find by their ids what mutations are about, whoever owns it; raises a 404 for what is not there."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from openbanking.sandbox.messages.errors import invalid, not_found
from openbanking.sandbox.world.model import Account, Connection, Transaction, User
from openbanking.sandbox.world.state import State
from openbanking.sandbox.world.wealth import Investment, MarketOrder


def decimal_of(text: str) -> Decimal:
    """Read an amount; raises a 400."""
    try:
        return Decimal(text)
    except InvalidOperation:
        raise invalid("amount") from None


def connection_of(state: State, connection: int) -> tuple[User, Connection]:
    for user in state.users.values():
        if connection in user.connections:
            return user, user.connections[connection]
    raise not_found("connection")


def account_of(state: State, account: int) -> Account:
    for found in _accounts(state):
        if found.id == account:
            return found
    raise not_found("account")


def row_of(state: State, transaction: int) -> tuple[Account, Transaction]:
    for account in _accounts(state):
        if transaction in account.transactions:
            return account, account.transactions[transaction]
    raise not_found("transaction")


def line_of(state: State, investment: int) -> tuple[Account, Investment]:
    for account in _accounts(state):
        if investment in account.investments:
            return account, account.investments[investment]
    raise not_found("investment")


def order_of(state: State, order: int) -> tuple[Account, MarketOrder]:
    for account in _accounts(state):
        if order in account.market_orders:
            return account, account.market_orders[order]
    raise not_found("market order")


def _accounts(state: State) -> list[Account]:
    return [account for user in state.users.values() for _, account in user.accounts()]
