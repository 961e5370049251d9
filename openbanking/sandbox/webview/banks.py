"""What an invented bank gives once somebody has linked or repaired it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from openbanking.sandbox.world.model import Account, Connection, Transaction, User
from openbanking.sandbox.world.state import State

CONSENT = timedelta(days=180)
DAY = timedelta(days=1)
# What a newly linked bank offers: kind, name, balance.
OFFERED = (
    ("checking", "Compte courant", Decimal("2140.55")),
    ("livret_a", "Livret A", Decimal("8000.00")),
)


def link(state: State, user: User, bank: str, chosen: list[str]) -> Connection:
    """Link a user to a bank; accounts that were not chosen are there, disabled."""
    now = state.clock.now()
    connector = state.connectors.get(bank) or next(iter(state.connectors.values()))
    connection = Connection(
        id=state.new_id(),
        connector=connector,
        created=now,
        next_try=now + DAY,
        access_expire=now + CONSENT,
    )
    for kind, name, balance in OFFERED:
        account = Account(
            id=state.new_id(), name=name, type=kind, currency="EUR", balance=balance, last_update=now
        )
        account.disabled = None if kind in chosen else now
        if kind == "checking" and account.disabled is None:
            _furnish(state, account)
        connection.accounts[account.id] = account
    user.connections[connection.id] = connection
    return connection


def repair(state: State, connection: Connection) -> None:
    """Let a bank that asked for its user be content, with a new consent."""
    now = state.clock.now()
    connection.state = None
    connection.next_try = now + DAY
    connection.access_expire = now + CONSENT


def _furnish(state: State, account: Account) -> None:
    today = state.clock.now().date()
    for days, value, kind, wording in (
        (9, "2400.00", "transfer", "VIR SALAIRE"),
        (4, "-59.90", "card", "CARTE LIBRAIRIE"),
        (1, "-12.30", "card", "CARTE CAFE"),
    ):
        day = today - days * DAY
        row = Transaction(
            id=state.new_id(),
            value=Decimal(value),
            posted=day,
            ordered=day,
            type=kind,
            wording=wording,
            first_seen=state.clock.now(),
            last_update=state.clock.now(),
        )
        account.transactions[row.id] = row
