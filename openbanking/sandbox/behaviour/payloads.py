"""What a webhook carries, by event (Powens: Webhooks guide; Users, Connections, Bank accounts pages)."""

from __future__ import annotations

from openbanking.sandbox.world.clock import paris
from openbanking.sandbox.world.connections import connection_json, connector_json, source_json
from openbanking.sandbox.world.events import Event
from openbanking.sandbox.world.holdings import investment_json, market_order_json
from openbanking.sandbox.world.model import Account, Connection
from openbanking.sandbox.world.rendering import Json, account_json, transaction_json, user_json


def payload_of(event: Event) -> Json:
    """Return the body of an event; its name stands nowhere in it."""
    user, connection, account = event.user, event.connection, event.account
    if connection is None:
        return user_json(user)
    if event.name == "connection-deleted":
        return connection_json(user, connection)
    if account is None:
        return {"user": user_json(user), "connection": _read(event, connection)}
    if event.name == "account-found":
        return {
            "id": account.id,
            "id_user": user.id,
            "id_connection": connection.id,
            "disabled": paris(account.disabled),
            "type": account.type,
        }
    shown = account_json(user, connection, account)
    return shown | _found(event, account) if event.name == "account-synced" else shown


def _read(event: Event, connection: Connection) -> Json:
    """Return a connection with its accounts and, once they are read as well, their new rows."""
    synced = event.name == "connection-synced"
    accounts = [
        account_json(event.user, connection, account)
        | (_found(event, account) | _orders(account) if synced else {})
        for account in connection.read_accounts()
    ]
    return {
        **connection_json(event.user, connection),
        "connector": connector_json(connection.connector),
        "sources": [source_json(connection)],
        "accounts": accounts,
        **({"subscriptions": []} if synced else {}),
    }


def _found(event: Event, account: Account) -> Json:
    """Return what a sync found anew on an account, and the lines it holds."""
    rows = [
        transaction_json(account, row)
        for row in account.transactions.values()
        if event.since is None or row.first_seen > event.since
    ]
    lines = [investment_json(account, line) for line in account.live_investments()]
    return {"transactions": rows, "investments": lines}


def _orders(account: Account) -> Json:
    orders = [each for each in account.market_orders.values() if not each.deleted]
    return {"market_orders": [market_order_json(account, each) for each in orders]}
