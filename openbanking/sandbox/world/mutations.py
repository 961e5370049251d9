"""What happens at banks and at Powens over the years, each as one step a test or a caller can take.

Every step keeps the world consistent: what is booked moves the balance, what is announced moves what is
coming. What clients must bear is in how the step shows, or does not show, in what Powens answers.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import timedelta
from decimal import Decimal
from typing import Any

from openbanking.sandbox.messages.errors import invalid
from openbanking.sandbox.world.amounts import difference, total
from openbanking.sandbox.world.dealings import DEALINGS
from openbanking.sandbox.world.finding import account_of, connection_of, decimal_of, row_of
from openbanking.sandbox.world.model import Account, Transaction
from openbanking.sandbox.world.reissue import reissued
from openbanking.sandbox.world.state import State

DAY = timedelta(days=1)
ZERO = Decimal(0)


def set_state(state: State, *, connection: int, to: str | None = None) -> None:
    """Put a connection into any state Powens knows, or does not."""
    _, found = connection_of(state, connection)
    found.state = to
    found.next_try = None if to else state.clock.now() + DAY


def fall_silent(state: State, *, connection: int) -> None:
    """Let a connection report no trouble and plan no next time."""
    _, found = connection_of(state, connection)
    found.state, found.next_try = None, None


def add_transaction(
    state: State, *, account: int, value: str, days_ago: int = 0, coming: bool = False
) -> int:
    """Let something happen on an account, or be announced; returns the row's id."""
    found = account_of(state, account)
    amount, now = decimal_of(value), state.clock.now()
    day = (now - days_ago * DAY).date()
    row = Transaction(
        id=state.new_id(),
        value=amount,
        posted=day,
        ordered=day,
        type="card",
        wording=f"CARTE {account % 97} {value}",
        first_seen=now,
        last_update=now,
        coming=coming,
    )
    found.transactions[row.id] = row
    if coming:
        found.coming = total(found.coming, amount)
    else:
        _move(found, amount)
    return row.id


def book(state: State, *, transaction: int, new_id: bool = False, trace: bool = True) -> int:
    """Post a coming row: in place, or as another row, the old one soft-deleted or gone without trace."""
    account, row = row_of(state, transaction)
    if not row.coming or row.deleted:
        raise invalid("transaction")
    amount, now = row.value or ZERO, state.clock.now()
    account.coming = difference(account.coming, amount)
    _move(account, amount)
    if not new_id:
        row.coming, row.last_update = False, now
        return row.id
    posted = copy(row)
    posted.id, posted.coming = state.new_id(), False
    posted.first_seen = posted.last_update = now
    account.transactions[posted.id] = posted
    _drop(account, row, trace=trace, state=state)
    return posted.id


def take_back(state: State, *, transaction: int, trace: bool = True) -> None:
    """Let the bank take a row back: marked as deleted, or simply not there any more."""
    account, row = row_of(state, transaction)
    if row.deleted:
        raise invalid("transaction")
    amount = row.value or ZERO
    if row.coming:
        account.coming = difference(account.coming, amount)
    else:
        _move(account, amount.copy_negate())
    _drop(account, row, trace=trace, state=state)


def edit(state: State, *, transaction: int, wording: str = "EDITED", value: str | None = None) -> None:
    """Let a row be edited, or corrected by the bank."""
    account, row = row_of(state, transaction)
    if value is not None and not row.coming and not row.deleted:
        corrected = decimal_of(value)
        _move(account, difference(corrected, row.value))
        row.value = corrected
    row.wording, row.last_update = wording, state.clock.now()


def set_balance(state: State, *, account: int, to: str | None) -> None:
    """Give an account another balance, or none, that no row explains."""
    found = account_of(state, account)
    found.balance = None if to is None else decimal_of(to)
    found.last_update = state.clock.now()


def set_currency(state: State, *, account: int, to: str | None) -> None:
    """Give an account another currency, or none."""
    account_of(state, account).currency = to


def open_account(state: State, *, connection: int, enabled: bool = False) -> int:
    """Let a new account be found; it waits, disabled, unless it is enabled at once."""
    _, found = connection_of(state, connection)
    now = state.clock.now()
    account = Account(
        id=state.new_id(),
        name=f"Compte {len(found.accounts) + 1}",
        type="savings",
        currency="EUR",
        balance=Decimal("500.00"),
        last_update=now,
        disabled=None if enabled else now,
    )
    found.accounts[account.id] = account
    return account.id


def enable(state: State, *, account: int) -> None:
    account_of(state, account).disabled = None


def disable(state: State, *, account: int) -> None:
    """Stop reading an account, which erases its rows and what it holds."""
    account_of(state, account).disable(state.clock.now())


def close_account(state: State, *, account: int) -> None:
    """Let the bank list an account no more."""
    account_of(state, account).deleted = state.clock.now()


def recreate(state: State, *, connection: int, disabled: bool = True, trace: bool = False) -> None:
    """Give every account of a connection, and all that is on it, new ids, as a repair does.

    With `trace`, the old accounts stay listed, as deleted.
    """
    _, found = connection_of(state, connection)
    old = dict(found.accounts)
    listed = [each for each in old.values() if not (trace and each.deleted)]
    again = [reissued(state, each, disabled=disabled) for each in listed]
    found.accounts = {each.id: each for each in again}
    if trace:
        for each in old.values():
            each.deleted = each.deleted or state.clock.now()
        found.accounts |= old


def relink(state: State, *, connection: int) -> int:
    """Delete a connection and link the same bank again: everything comes back under other ids."""
    user, found = connection_of(state, connection)
    again = copy(found)
    again.id, again.state = state.new_id(), None
    accounts = [reissued(state, each, disabled=False, anew=True) for each in found.accounts.values()]
    again.accounts = {each.id: each for each in accounts}
    again.created, again.logs = state.clock.now(), []
    del user.connections[found.id]
    user.connections[again.id] = again
    return again.id


def delete_connection(state: State, *, connection: int) -> None:
    user, found = connection_of(state, connection)
    del user.connections[found.id]


def revoke_tokens(state: State, *, user: int) -> None:
    """Let every token of a user be refused from now on."""
    state.revoke_all(user)


MUTATIONS: dict[str, Callable[..., Any]] = {
    each.__name__: each
    for each in (
        *(set_state, fall_silent, add_transaction, book, take_back, edit, set_balance, set_currency),
        *(open_account, enable, disable, close_account, recreate, relink, delete_connection),
        revoke_tokens,
        *DEALINGS,
    )
}


def _move(account: Account, by: Decimal) -> None:
    if account.balance is not None:
        account.balance = total(account.balance, by)


def _drop(account: Account, row: Transaction, *, trace: bool, state: State) -> None:
    if trace:
        row.deleted = state.clock.now()
        if state.quirks.deleting_is_a_change:
            row.last_update = row.deleted
    else:
        del account.transactions[row.id]
