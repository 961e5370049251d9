"""Reading a bank, and telling of it."""

from __future__ import annotations

from datetime import datetime

from openbanking.sandbox.world.ageing import age
from openbanking.sandbox.world.events import Event
from openbanking.sandbox.world.model import Connection, ConnectionLog, User
from openbanking.sandbox.world.state import State


def sync(state: State, user: User, connection: Connection) -> None:
    """Bring a connection up to date; one that needs somebody stays as it is, which is reported as well.

    First the accounts are reported, then each with its new rows, then the connection with all of them
    (Powens, Bank accounts and Connections pages).
    """
    now = state.clock.now()
    _log(state, connection, now)
    if connection.state is not None:
        state.notify(Event(name="connection-synced", user=user, connection=connection, since=now))
        return
    since, connection.last_update = connection.last_update, now
    state.notify(Event(name="accounts-fetched", user=user, connection=connection, since=since))
    for account in connection.read_accounts():
        account.last_update = now
        age(account, now, state.new_id)
        state.notify(
            Event(name="account-synced", user=user, connection=connection, account=account, since=since)
        )
    state.notify(Event(name="connection-synced", user=user, connection=connection, since=since))


def _log(state: State, connection: Connection, now: datetime) -> None:
    connection.logs.append(
        ConnectionLog(
            id=state.new_id(),
            start=now,
            timestamp=now,
            error=connection.state,
            next_try=connection.next_try,
        )
    )
