"""Read the transactions of one Powens user that may have changed, or all of them, page by page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db.models import F, Q

from openbanking.models import PowensUser, Transaction
from openbanking.powens import PowensClient, PowensProtocolError, payloads
from openbanking.powens.payloads import Rows
from openbanking.sync.reading.absence import doubt_short_history, lacks_rows
from openbanking.sync.reading.movement import has_moved, is_due
from openbanking.sync.reading.ours import Ours, accounts_of_ours
from openbanking.sync.reading.snapshot import Snapshot

# Powens does not say which zone its `last_update` filter is read in: two hours of doubt about the
# zone plus one for clocks and for rows written while a page was read.
OVERLAP = timedelta(hours=3)
# So often everything is read anew, whatever Powens says has changed.
WHOLE_READ_EVERY = timedelta(days=7)

Page = Rows[payloads.Transaction]


def read_transactions(
    client: PowensClient, user: PowensUser, snapshot: Snapshot, *, full: bool, now: datetime
) -> None:
    """Read what changed since the last time, the newest page too, or everything; raises PowensError.

    The newest page shows what went away without a trace, which no list of changes does; for most
    tenants it is the whole history already. It is read once a day, and whenever anything moved. What it
    lacks sends us through all of it.
    """
    if not full and _read_changes(client, user, snapshot, now=now):
        return
    snapshot.transactions.clear()
    snapshot.newest_compared = True
    complete = stage(client, snapshot, client.transactions())
    snapshot.whole_history = bool(complete)
    if complete is not None:
        # What Powens lists when no days are given is not documented; an older description says the last
        # month. So it is asked what there is up to the oldest day of a list that seems whole.
        oldest = snapshot.transactions.oldest_day or date.max
        stage(client, snapshot, client.transactions(until=oldest))
    doubt_short_history(client, snapshot, now=now)


def _read_changes(client: PowensClient, user: PowensUser, snapshot: Snapshot, *, now: datetime) -> bool:
    """Read what changed, and the newest page where it is worth it; tell whether that is enough."""
    since = changes_since(snapshot)
    if since is None:
        return False
    ours = accounts_of_ours(snapshot.known.values())
    read = {
        (str(account.id_connection), str(account.id))
        for account in snapshot.listed_accounts()
        if not account.disabled
    }
    if needs_whole_history(read, ours, now=now):
        return False
    if not snapshot.changes_staged:
        stage(client, snapshot, client.transactions(since=since))
    moved = is_due(user, now=now) or has_moved(user, snapshot, ours, clock=client.clock, now=now)
    if not moved:
        return True
    snapshot.newest_compared = True
    return _read_newest(client, snapshot, now=now)


def _read_newest(client: PowensClient, snapshot: Snapshot, *, now: datetime) -> bool:
    """Read the newest page beside what changed; tell whether that is enough."""
    newest = client.newest_transactions()
    if newest is None:
        return True
    news = snapshot.transactions.holding([str(row.id) for row in newest.rows])
    snapshot.transactions.take(newest, client.clock)
    if newest.complete:
        snapshot.whole_history = True
        return not lacks_rows(snapshot, now=now)
    return not _differs_from_ours(client, snapshot, newest, news, now=now)


def stage(client: PowensClient, snapshot: Snapshot, pages: Iterable[Page]) -> bool | None:
    """Take in pages one at a time; tells whether the last ends the list, None where there is none."""
    complete = None
    for page in pages:
        # Pages overlap when rows arrive while they are read: the last one read wins.
        snapshot.transactions.take(page, client.clock)
        complete = page.complete
    return complete


def _differs_from_ours(
    client: PowensClient, snapshot: Snapshot, newest: Page, news: Collection[str], *, now: datetime
) -> bool:
    """Tell whether a row of ours should be on the newest page and is not, or the other way round.

    What is there, is not among the `news` and is not ours was lost by a read that went wrong unseen,
    unless it was taken back so long ago that it is not kept.
    Pages are sorted by the budgeting day; rows of the page's oldest day may be on the next one.
    """
    days = _budgeting_days(client, newest)
    unreadable = {each.id for each in snapshot.unread("transaction")}
    if not days or None in unreadable:
        return False
    # Whether Powens goes on listing a closed account's rows is not known: they count only if it does.
    with_rows = snapshot.transactions.accounts()
    shown = {
        str(account.id)
        for account in snapshot.listed_accounts()
        if not account.disabled and (not account.deleted or str(account.id) in with_rows)
    }
    ours = Transaction.objects.filter(
        account__connection__in=snapshot.known.values(), account__external_id__in=shown
    )
    expected = ours.filter(
        Q(account__history_kept_to=None) | Q(date__gt=F("account__history_kept_to")),
        deleted_at__isnull=True,
        budgeted_on__gt=min(days),
    )
    if expected.filter(snapshot.transactions.not_listed()).exclude(external_id__in=unreadable).exists():
        return True
    old = {
        str(row.id) for row in newest.rows if str(row.id_account) in shown and row.application_date
    }.difference(news, unreadable, snapshot.transactions.past_keeping(now=now))
    return ours.filter(external_id__in=old).count() < len(old)


def _budgeting_days(client: PowensClient, page: Page) -> list[date]:
    days = []
    for row in page.rows:
        with suppress(PowensProtocolError):  # such a row is set apart where it is staged
            days.append(client.clock.day(row.application_date))
    return [day for day in days if day]


def needs_whole_history(
    read: Collection[tuple[str, str]], ours: Sequence[Ours], *, now: datetime
) -> bool:
    """Tell whether an account that is read has never been read whole, or not for long.

    Accounts are named by the ids of their connection and of themselves. An incremental read lists rows
    by when they changed, so it misses what an account had before it was enabled, and what went away
    without a trace.
    """
    read_whole = {
        (each.connection, each.external_id)
        for each in ours
        if each.history_read_at is not None and each.history_read_at > now - WHOLE_READ_EVERY
    }
    return not read_whole.issuperset(read)


def changes_since(snapshot: Snapshot) -> datetime | None:
    """Return from when on changes are to be asked for; None where nothing was read yet.

    A connection that is not listed any more has seen all it will: its cursor stands still.
    """
    listed = (snapshot.known.get(str(payload.id)) for payload in snapshot.connections)
    cursors = [each.transactions_seen_to for each in listed if each and each.transactions_seen_to]
    return min(cursors) - OVERLAP if cursors else None
