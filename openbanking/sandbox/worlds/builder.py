"""The vocabulary worlds are written in: banks, connections, accounts, and what happens on them."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from openbanking.sandbox.world.amounts import total
from openbanking.sandbox.world.model import (
    Account,
    Connection,
    ConnectionLog,
    Connector,
    Transaction,
    User,
)

NAMESPACE = uuid.UUID("6f1a2a52-0f0c-4d52-9d5e-3c1b8a1f2a10")
DAY = timedelta(days=1)


class World:
    """A world in the making; ids count up, so that the same recipe gives the same ids."""

    def __init__(self, *, now: datetime, seed: int = 2026) -> None:
        self.now = now
        self.random = Random(seed)
        self.users: dict[int, User] = {}
        self.connectors: list[Connector] = []
        self._connection_ids = itertools.count(512)
        self._account_ids = itertools.count(9001)
        self._transaction_ids = itertools.count(700_001)
        self._holding_ids = itertools.count(3001)
        self._value_ids = itertools.count(400_001)
        self._log_ids = itertools.count(6001)

    def new_holding_id(self) -> int:
        """Return the id of the next line, pocket or order."""
        return next(self._holding_ids)

    def new_value_id(self) -> int:
        """Return the id of the next value of a line."""
        return next(self._value_ids)

    def bank(
        self, name: str, *, countries: tuple[str, ...] = ("FR",), auth_mechanism: str = "webauth"
    ) -> Connector:
        connector = Connector(
            id=40 + len(self.connectors),
            uuid=str(uuid.uuid5(NAMESPACE, name)),
            name=name,
            auth_mechanism=auth_mechanism,
            countries=countries,
        )
        self.connectors.append(connector)
        return connector

    def user(self, id_user: int) -> User:
        user = User(id=id_user, signin=self.now - 400 * DAY)
        self.users[id_user] = user
        return user

    def connect(
        self,
        user: User,
        bank: Connector,
        *,
        state: str | None = None,
        synced_days_ago: int = 0,
        consent_days: int = 120,
    ) -> Connection:
        """Link a user to a bank; one that is not healthy was last read some days ago."""
        connection = Connection(
            id=next(self._connection_ids),
            connector=bank,
            created=self.now - 380 * DAY,
            state=state,
            last_update=self.now - synced_days_ago * DAY,
            next_try=None if state else self.now + DAY,
            access_expire=self.now + consent_days * DAY,
        )
        user.connections[connection.id] = connection
        self._log(connection)
        return connection

    def _log(self, connection: Connection) -> None:
        """Note the last five times a bank was read, once a day, and what it has answered since."""
        read = connection.last_update or self.now
        attempts: dict[datetime, str | None] = {read - days * DAY: None for days in range(4, -1, -1)}
        if connection.state:
            attempts[self.now] = connection.state
        for start, error in attempts.items():
            connection.logs.append(
                ConnectionLog(
                    id=next(self._log_ids),
                    start=start - timedelta(seconds=40),
                    timestamp=start,
                    error=error,
                    next_try=None if error else start + DAY,
                )
            )

    def account(
        self,
        connection: Connection,
        kind: str,
        name: str,
        balance: str | None,
        currency: str | None = "EUR",
        **facts: Any,
    ) -> Account:
        """Open an account; what is not said is as on an ordinary enabled one."""
        account = Account(
            id=next(self._account_ids),
            name=name,
            type=kind,
            currency=currency,
            balance=None if balance is None else Decimal(balance),
            last_update=facts.pop("last_update", connection.last_update),
            **facts,
        )
        connection.accounts[account.id] = account
        return account

    def move(
        self, account: Account, days_ago: int, value: str, kind: str, wording: str, **facts: Any
    ) -> Transaction:
        """Let something happen on an account: negative is money out."""
        day = (self.now - days_ago * DAY).date()
        seen = facts.pop("last_update", min(self.now, self.now - max(days_ago - 1, 0) * DAY))
        row = Transaction(
            id=next(self._transaction_ids),
            value=Decimal(value),
            posted=day,
            ordered=day,
            type=kind,
            wording=wording,
            first_seen=seen,
            last_update=seen,
            **facts,
        )
        account.transactions[row.id] = row
        return row

    def mirror(self, account: Account, onto: Account) -> None:
        """Let another connection list the same account's transactions, under ids of its own."""
        for row in account.transactions.values():
            copied = replace(row, id=next(self._transaction_ids))
            onto.transactions[copied.id] = copied

    def expect(
        self, account: Account, days_ahead: int, value: str, kind: str, wording: str
    ) -> Transaction:
        """Announce an operation: it is in `coming`, not in the balance."""
        row = self.move(account, -days_ahead, value, kind, wording, last_update=self.now)
        row.coming = True
        account.coming = total(account.coming, row.value)
        return row


def iban(country: str, bban: str) -> str:
    """Return the IBAN of a national number, with its right check digits (ISO 13616)."""
    digits = "".join(str(int(character, 36)) for character in f"{bban}{country}00")
    return f"{country}{98 - int(digits) % 97:02}{bban}"
