"""Read everything one Powens user has, outside any transaction, before a row is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import chain, islice

from django.db.models import F, Q

from openbanking.gateway.clients import as_user
from openbanking.models import Account, Connection, PowensUser, Transaction
from openbanking.powens import PowensClient, PowensProtocolError, payloads
from openbanking.powens.payloads import Rows
from openbanking.sync.reading.absence import doubt_short_history, doubt_short_lists, lacked_rows
from openbanking.sync.reading.snapshot import Snapshot
from openbanking.sync.reading.wealth import read_wealth

# Powens does not say which zone its `last_update` filter is read in: two hours of doubt about the
# zone plus one for clocks and for rows written while a page was read.
OVERLAP = timedelta(hours=3)
# So often everything is read anew, whatever Powens says has changed.
WHOLE_READ_EVERY = timedelta(days=7)


def read_snapshot(user: PowensUser, *, full: bool, now: datetime) -> Snapshot:
    """Read connections, accounts with what they hold, and the transactions that may have changed.

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
        superseded=_superseded(user, listed.rows),
        known=known,
    )
    _house(snapshot, listed.rows)
    doubt_short_lists(client, snapshot)
    whole = full or _needs_whole_history(known, snapshot.listed_accounts(), now=now)
    if any(not account.disabled for account in listed.rows):
        _read_transactions(client, snapshot, whole=whole, now=now)
    read_wealth(client, snapshot, full=full, now=now)
    return snapshot


def _superseded(user: PowensUser, listed: Sequence[payloads.Account]) -> set[str]:
    """Return the ids of accounts listed as deleted that are accounts of ours under other ids today.

    Powens created them anew, or staff merged what took their place with them.
    """
    deleted = {str(each.id) for each in listed if each.deleted}
    if not deleted:
        return set()
    ours = Account.objects.filter(connection__powens_user=user)
    former = set(chain.from_iterable(ours.values_list("former_external_ids", flat=True)))
    there = ours.filter(external_id__in=deleted)
    going_on = set(there.not_merged_away().values_list("external_id", flat=True))
    return (deleted & former | set(there.values_list("external_id", flat=True))) - going_on


def _house(snapshot: Snapshot, listed: Sequence[payloads.Account]) -> None:
    """Put each account under its connection; Powens may leave out which one that is."""
    homeless = [str(each.id) for each in listed if each.id_connection is None]
    homes = dict(
        Account.objects.filter(
            connection__in=snapshot.known.values(), external_id__in=homeless
        ).values_list("external_id", "connection__external_id")
    )
    only = snapshot.connections[0].id if len(snapshot.connections) == 1 else 0
    for account in listed:
        if account.id_connection is None:
            account.id_connection = int(homes.get(str(account.id), only))
        snapshot.accounts.setdefault(account.id_connection, []).append(account)


def _read_transactions(client: PowensClient, snapshot: Snapshot, *, whole: bool, now: datetime) -> None:
    """Read what changed since the last time and the newest page, or everything.

    The newest page shows what went away without a trace, which no list of changes does; for most
    tenants it is the whole history already. What it lacks sends us through all of it.
    """
    since = _oldest_cursor(snapshot.known.values())
    if not whole and since is not None:
        changed = list(client.transactions(since=since))
        newest = list(islice(client.transactions(), 1))
        if _complete(newest):
            _adopt(snapshot, [*changed, *newest], client, whole=True)
            if not lacked_rows(snapshot, now=now):
                return
        elif not _differs_from_ours(client, snapshot, changed, newest):
            _adopt(snapshot, [*changed, *newest], client, whole=False)
            return
    pages = list(client.transactions())
    _adopt(snapshot, [*pages, *_earlier(client, pages)], client, whole=_complete(pages))
    doubt_short_history(client, snapshot, now=now)


def _earlier(
    client: PowensClient, pages: Sequence[Rows[payloads.Transaction]]
) -> list[Rows[payloads.Transaction]]:
    """Return the rows before those of a list that seems whole.

    What Powens lists when no days are given is not documented; an older description says the last
    month. So it is asked what there is up to the oldest day of the list.
    """
    if not pages:
        return []
    oldest = min(_budgeting_days(client, pages), default=date.max)
    return list(client.transactions(until=oldest))


def _budgeting_days(client: PowensClient, pages: Iterable[Rows[payloads.Transaction]]) -> list[date]:
    days = []
    for row in (row for page in pages for row in page.rows):
        with suppress(PowensProtocolError):  # such a row is reported when it is written
            days.append(client.clock.day(row.application_date))
    return [day for day in days if day]


def _complete(pages: Sequence[Rows[payloads.Transaction]]) -> bool:
    return bool(pages) and pages[-1].complete


def _adopt(
    snapshot: Snapshot, pages: Iterable[Rows[payloads.Transaction]], client: PowensClient, *, whole: bool
) -> None:
    rows: dict[int, dict[str, payloads.Transaction]] = defaultdict(dict)
    for page in pages:
        # Pages overlap when rows arrive while they are read: the last one read wins.
        snapshot.unreadable += [
            each for each in page.unreadable if each.id is None or each not in snapshot.unreadable
        ]
        for row in page.rows:
            rows[row.id_account][str(row.id)] = row
            with suppress(PowensProtocolError):  # such a row is reported when it is written
                snapshot.note_change(client.clock.local(row.last_update))
    snapshot.transactions = rows
    snapshot.whole_history = whole


def _differs_from_ours(
    client: PowensClient,
    snapshot: Snapshot,
    changed: Sequence[Rows[payloads.Transaction]],
    newest: Sequence[Rows[payloads.Transaction]],
) -> bool:
    """Tell whether a row of ours should be on the newest page and is not, or the other way round.

    What is there, has not changed and is not ours was lost by a read that went wrong unseen. Pages are
    sorted by the budgeting day; rows of the page's oldest day may be on the next one.
    """
    days = _budgeting_days(client, newest)
    unreadable = [each.id for page in (*changed, *newest) for each in page.unreadable]
    if not days or None in unreadable:
        return False
    listed = {str(row.id) for page in (*changed, *newest) for row in page.rows}
    # Whether Powens goes on listing a closed account's rows is not known: they count only if it does.
    closed_but_shown = {row.id_account for page in (*changed, *newest) for row in page.rows}
    shown = [
        str(account.id)
        for account in snapshot.listed_accounts()
        if not account.disabled and (not account.deleted or account.id in closed_but_shown)
    ]
    ours = Transaction.objects.filter(
        account__connection__in=snapshot.known.values(), account__external_id__in=shown
    )
    expected = ours.filter(
        Q(account__history_kept_to=None) | Q(date__gt=F("account__history_kept_to")),
        deleted_at__isnull=True,
        budgeted_on__gt=min(days),
    )
    if not listed.union(unreadable).issuperset(expected.values_list("external_id", flat=True)):
        return True
    news = {str(row.id) for page in changed for row in page.rows}
    old = {
        str(row.id)
        for page in newest
        for row in page.rows
        if str(row.id_account) in shown and row.application_date and str(row.id) not in news
    }
    return ours.filter(external_id__in=old).count() < len(old)


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
