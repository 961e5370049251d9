"""Read everything one Powens user has, outside any transaction, before a row is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from openbanking.models import Account, Connection, PowensUser
from openbanking.powens import PowensClient, payloads
from openbanking.sync.clients import as_user

# Powens does not say which zone its `last_update` filter is read in: two hours of doubt about the
# zone plus one for clocks and for rows written while a page was read.
OVERLAP = timedelta(hours=3)


@dataclass(slots=True, kw_only=True)
class Snapshot:
    """What Powens said of one user, with what we knew of it before."""

    connections: list[payloads.Connection]
    accounts: dict[int, list[payloads.Account]] = field(default_factory=dict)
    transactions: dict[int, dict[str, payloads.Transaction]] = field(default_factory=dict)
    unreadable: list[payloads.Unreadable] = field(default_factory=list)
    newest_change: datetime | None = None
    whole_history: bool
    known: dict[str, Connection]

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
        ]

    def unread(self, kind: str, **owner: str) -> list[payloads.Unreadable]:
        """Return the rows of a kind that could not be read, of this owner or of nobody knows whom."""
        return [
            each
            for each in self.unreadable
            if each.kind == kind
            and all(getattr(each, name) in (value, None) for name, value in owner.items())
        ]

    def note_change(self, changed: datetime | None) -> None:
        """Remember the newest change: the server's clock, not ours, says where to go on."""
        if changed and (self.newest_change is None or changed > self.newest_change):
            self.newest_change = changed


def read_snapshot(user: PowensUser, *, full: bool, now: datetime) -> Snapshot:
    """Read connections, accounts and the transactions that may have changed.

    Raises PowensError and UnreadableSecret.
    """
    return as_user(user, lambda client: _read(client, user, full=full), now=now)


def _read(client: PowensClient, user: PowensUser, *, full: bool) -> Snapshot:
    known = {
        each.external_id: each
        for each in Connection.objects.filter(powens_user=user).select_related("institution")
    }
    connections = client.connections()
    listed = client.accounts()
    whole = full or _needs_whole_history(known, listed.rows)
    snapshot = Snapshot(
        connections=connections.rows,
        unreadable=[*connections.unreadable, *listed.unreadable],
        whole_history=whole,
        known=known,
    )
    for account in listed.rows:
        snapshot.accounts.setdefault(account.id_connection or 0, []).append(account)
    if any(_enabled(account) for account in listed.rows):
        since = None if whole else _oldest_cursor(known.values())
        rows: dict[int, dict[str, payloads.Transaction]] = defaultdict(dict)
        for page in client.transactions(since=since):
            snapshot.unreadable.extend(page.unreadable)
            for row in page.rows:
                # Pages overlap when rows arrive while they are read: the last one read wins.
                rows[row.id_account][str(row.id)] = row
                snapshot.note_change(client.clock.local(row.last_update))
        snapshot.transactions = rows
    return snapshot


def _enabled(account: payloads.Account) -> bool:
    return not account.disabled and not account.deleted


def _needs_whole_history(known: dict[str, Connection], accounts: Iterable[payloads.Account]) -> bool:
    """Tell whether some enabled account has never been read whole.

    An incremental read lists rows by when they changed, so it misses what an account had before it
    was enabled.
    """
    read_whole = set(
        Account.objects.filter(connection__in=known.values(), history_read_at__isnull=False).values_list(
            "connection__external_id", "external_id"
        )
    )
    return any(
        _enabled(account) and (str(account.id_connection), str(account.id)) not in read_whole
        for account in accounts
    )


def _oldest_cursor(connections: Iterable[Connection]) -> datetime | None:
    cursors = [each.transactions_seen_to for each in connections if each.transactions_seen_to]
    return min(cursors) - OVERLAP if cursors else None
