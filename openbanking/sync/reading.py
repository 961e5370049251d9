"""Read everything one Powens user has, outside any transaction, before a row is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice

from openbanking.models import Account, Connection, PowensUser, Transaction
from openbanking.powens import PowensClient, payloads
from openbanking.powens.payloads import Rows
from openbanking.sync.clients import as_user
from openbanking.sync.snapshot import Snapshot

# Powens does not say which zone its `last_update` filter is read in: two hours of doubt about the
# zone plus one for clocks and for rows written while a page was read.
OVERLAP = timedelta(hours=3)
# So often everything is read anew, whatever Powens says has changed.
WHOLE_READ_EVERY = timedelta(days=7)


def read_snapshot(user: PowensUser, *, full: bool, now: datetime) -> Snapshot:
    """Read connections, accounts and the transactions that may have changed.

    Raises PowensError and UnreadableSecret.
    """
    return as_user(user, lambda client: _read(client, user, full=full, now=now), now=now)


def _read(client: PowensClient, user: PowensUser, *, full: bool, now: datetime) -> Snapshot:
    known = {
        each.external_id: each
        for each in Connection.objects.filter(powens_user=user).select_related("institution")
    }
    connections = client.connections()
    listed = client.accounts()
    snapshot = Snapshot(
        connections=connections.rows,
        unreadable=[*connections.unreadable, *listed.unreadable],
        totals=listed.totals,
        known=known,
    )
    for account in listed.rows:
        snapshot.accounts.setdefault(account.id_connection or 0, []).append(account)
    whole = full or _needs_whole_history(known, listed.rows, now=now)
    if any(not account.disabled for account in listed.rows):
        _read_transactions(client, snapshot, whole=whole)
    return snapshot


def _read_transactions(client: PowensClient, snapshot: Snapshot, *, whole: bool) -> None:
    """Read what changed since the last time and the newest page, or everything.

    The newest page shows what went away without a trace, which no list of changes does; for most
    families it is the whole history already. What it lacks sends us through all of it.
    """
    since = _oldest_cursor(snapshot.known.values())
    if not whole and since is not None:
        changed = list(client.transactions(since=since))
        newest = list(islice(client.transactions(), 1))
        if _complete(newest):
            _adopt(snapshot, newest, client, whole=True)
            return
        if not _lacks_known_rows(snapshot, changed, newest):
            _adopt(snapshot, [*changed, *newest], client, whole=False)
            return
    pages = list(client.transactions())
    _adopt(snapshot, pages, client, whole=_complete(pages))


def _complete(pages: Sequence[Rows[payloads.Transaction]]) -> bool:
    return bool(pages) and pages[-1].complete


def _adopt(
    snapshot: Snapshot, pages: Iterable[Rows[payloads.Transaction]], client: PowensClient, *, whole: bool
) -> None:
    rows: dict[int, dict[str, payloads.Transaction]] = defaultdict(dict)
    for page in pages:
        snapshot.unreadable.extend(page.unreadable)
        for row in page.rows:
            # Pages overlap when rows arrive while they are read: the last one read wins.
            rows[row.id_account][str(row.id)] = row
            snapshot.note_change(client.clock.local(row.last_update))
    snapshot.transactions = rows
    snapshot.whole_history = whole


def _lacks_known_rows(
    snapshot: Snapshot,
    changed: Sequence[Rows[payloads.Transaction]],
    newest: Sequence[Rows[payloads.Transaction]],
) -> bool:
    """Tell whether a row of ours should be on the newest page and is not.

    Pages are sorted by the budgeting day; rows of the page's oldest day may be on the next one.
    """
    days = [row.application_date for page in newest for row in page.rows if row.application_date]
    unreadable = [each.id for page in (*changed, *newest) for each in page.unreadable]
    if not days or None in unreadable:
        return False
    listed = {str(row.id) for page in (*changed, *newest) for row in page.rows}
    # Whether Powens goes on listing a closed account's rows is not known: they count only if it does.
    closed_but_shown = {row.id_account for page in (*changed, *newest) for row in page.rows}
    shown = [
        str(account.id)
        for accounts in snapshot.accounts.values()
        for account in accounts
        if not account.disabled and (not account.deleted or account.id in closed_but_shown)
    ]
    ours = Transaction.objects.filter(
        account__connection__in=snapshot.known.values(),
        account__external_id__in=shown,
        deleted_at__isnull=True,
        budgeted_on__gt=min(days)[:10],
    ).values_list("external_id", flat=True)
    return not listed.union(each for each in unreadable if each).issuperset(ours)


def _needs_whole_history(
    known: dict[str, Connection], accounts: Iterable[payloads.Account], *, now: datetime
) -> bool:
    """Tell whether some account that is read has never been read whole, or not for long.

    An incremental read lists rows by when they changed, so it misses what an account had before it
    was enabled, and what went away without a trace.
    """
    read_whole = set(
        Account.objects.filter(
            connection__in=known.values(), history_read_at__gt=now - WHOLE_READ_EVERY
        ).values_list("connection__external_id", "external_id")
    )
    return any(
        not account.disabled and (str(account.id_connection), str(account.id)) not in read_whole
        for account in accounts
    )


def _oldest_cursor(connections: Iterable[Connection]) -> datetime | None:
    cursors = [each.transactions_seen_to for each in connections if each.transactions_seen_to]
    return min(cursors) - OVERLAP if cursors else None
