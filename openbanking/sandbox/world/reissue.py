"""Accounts that come back under new ids, as after a repair, and all that is on them with them."""

from __future__ import annotations

from copy import copy

from openbanking.sandbox.world.model import Account
from openbanking.sandbox.world.state import State
from openbanking.sandbox.world.wealth import Investment


def reissued(state: State, account: Account, *, disabled: bool, anew: bool = False) -> Account:
    """Return an account under a new id; one that comes back disabled comes back empty.

    Rows, lines, pockets and orders have new ids too, and the same wordings, labels and codes. On a
    connection that was made `anew`, the history of values begins today.
    """
    fresh, now = copy(account), state.clock.now()
    fresh.id = state.new_id()
    fresh.transactions, fresh.investments, fresh.pockets = {}, {}, {}
    fresh.market_orders, fresh.amortizations = {}, []
    fresh.loan = copy(account.loan)
    if disabled:
        fresh.disabled = now
    if fresh.disabled:
        return fresh
    for row in account.transactions.values():
        moved = copy(row)
        moved.id, moved.first_seen, moved.last_update = state.new_id(), now, now
        fresh.transactions[moved.id] = moved
    _hold_again(state, account, fresh, anew=anew)
    fresh.amortizations = [copy(each) for each in account.amortizations if not each.deleted]
    for payment in fresh.amortizations:
        payment.last_update = now
    return fresh


def _hold_again(state: State, account: Account, fresh: Account, *, anew: bool) -> None:
    """Give an account what another one holds, without what is gone."""
    now = state.clock.now()
    for line in account.live_investments():
        again = _again(state, line, anew=anew)
        fresh.investments[again.id] = again
        for pocket in account.pockets.values():
            if pocket.id_investment == line.id and not pocket.deleted:
                kept = copy(pocket)
                kept.id, kept.id_investment, kept.last_update = state.new_id(), again.id, now
                fresh.pockets[kept.id] = kept
    for order in account.market_orders.values():
        if not order.deleted:
            given = copy(order)
            given.id, given.last_update = state.new_id(), now
            fresh.market_orders[given.id] = given


def _again(state: State, line: Investment, *, anew: bool) -> Investment:
    again = copy(line)
    again.id, again.last_update = state.new_id(), state.clock.now()
    again.values = [copy(value) for value in (line.values[-1:] if anew else line.values)]
    for value in again.values:
        value.id = state.new_id()
    return again
