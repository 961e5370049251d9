"""What one Powens user has, as it was read, with what we knew of it before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from openbanking.models import Connection
from openbanking.powens import payloads
from openbanking.sync.reading.delivery import Wealth
from openbanking.sync.reading.ours import Ours
from openbanking.sync.staging import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """A user in whom nothing happened: our accounts, and the rows said to have changed, by account."""

    accounts: list[Ours]
    rows: Counter[str]
    changes_digest: str


@dataclass(slots=True, kw_only=True)
class Snapshot:
    """What Powens said of one user; with `whole_history`, no transaction of its accounts is left out.

    With `newest_compared`, the newest transactions were read whether they had changed or not.
    `short_histories` are the accounts of which Powens has rows it did not list. `superseded` are the ids
    of accounts it lists as deleted that go on, as accounts of ours, under other ids.

    Where it is `unchanged` from what was written, nothing but connections and changed transactions was
    asked for. `listed_digest` is what will tell that, once this is written.
    """

    connections: list[payloads.Connection]
    accounts: dict[int, list[payloads.Account]] = field(default_factory=dict)
    transactions: Stage = field(default_factory=Stage)
    unreadable: list[payloads.Unreadable] = field(default_factory=list)
    totals: dict[str, Decimal] | None = None
    whole_history: bool = False
    newest_compared: bool = False
    changes_staged: bool = False
    unchanged: Unchanged | None = None
    listed_digest: str = ""
    short_histories: set[str] = field(default_factory=set)
    superseded: set[str] = field(default_factory=set)
    wealth: Wealth = field(default_factory=Wealth)
    known: dict[str, Connection]

    def listed_accounts(self) -> list[payloads.Account]:
        """Return every account that goes on under its id, of whichever connection."""
        return [account for connection in self.accounts for account in self.listed_under(connection)]

    def listed_under(self, connection: int) -> list[payloads.Account]:
        """Return the accounts of a connection that go on under their ids."""
        return [
            account
            for account in self.accounts.get(connection, ())
            if str(account.id) not in self.superseded
        ]

    def account_ids(self) -> set[str]:
        """Return the ids of all that is listed, superseded or not."""
        return {str(account.id) for accounts in self.accounts.values() for account in accounts}

    def missing_connections(self) -> list[Connection]:
        """Return the connections we know that Powens lists no more."""
        unread = {each.id for each in self.unread("connection")}
        if None in unread:
            return []  # any of them may be the one that cannot be read
        listed = {str(payload.id) for payload in self.connections} | unread
        return [each for key, each in self.known.items() if key not in listed]

    def orphans(self) -> list[payloads.Account]:
        """Return the accounts of connections that Powens does not list."""
        listed = {payload.id for payload in self.connections}
        unread = {each.id for each in self.unread("connection")}
        return [
            account
            for connection, accounts in self.accounts.items()
            if connection not in listed and str(connection) not in unread and None not in unread
            for account in accounts
            if str(account.id) not in self.superseded
        ]

    def unread(self, kind: str, **owner: str) -> list[payloads.Unreadable]:
        """Return the rows of a kind that could not be read, of this owner or of nobody knows whom."""
        return [
            each
            for each in (*self.unreadable, *self.transactions.unreadable)
            if each.kind == kind
            and all(getattr(each, name) in (value, None) for name, value in owner.items())
        ]
