"""Ask for what a list lacks by its id, before it is taken for gone.

A list that came out too short, or empty, looks exactly as if things went away. A row that Powens still
gives by its id speaks against the list; then nothing the list lacks is taken for gone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from itertools import chain, islice

from django.db.models import Q, QuerySet

from openbanking.models import Account, Transaction
from openbanking.powens import PowensClient, payloads
from openbanking.sync.reading.snapshot import Snapshot
from openbanking.sync.staging import StagedAccount

# What Powens or a bank prunes by age is older than this; what is younger and gone was taken back.
PRUNED_AFTER = timedelta(days=90)
# A list at fault lacks many rows: so many of them, spread over all, tell.
MOST_ASKED = 10
DOUBT = "Powens' list lacks it, though Powens has it."


def doubt_short_lists(client: PowensClient, snapshot: Snapshot) -> None:
    """Set known connections and accounts that are not listed apart, if Powens has one of them.

    Raises PowensError.
    """
    connections = [each for each in snapshot.missing_connections() if each.vanished_at is None]
    if has_one(client, "connections", [each.external_id for each in connections]):
        snapshot.unreadable.extend(
            payloads.Unreadable(kind="connection", id=each.external_id, reason=DOUBT)
            for each in connections
        )
    accounts = list(_missing_accounts(snapshot))
    if has_one(client, "accounts", [each.external_id for each in accounts]):
        snapshot.unreadable.extend(
            payloads.Unreadable(
                kind="account",
                id=each.external_id,
                id_connection=each.connection.external_id,
                reason=DOUBT,
            )
            for each in accounts
        )


def doubt_short_history(client: PowensClient, snapshot: Snapshot, *, now: datetime) -> None:
    """Do not take a history for whole if it lacks rows that Powens has; raises PowensError."""
    lacking = _lacking(snapshot, now=now)
    rows = chain.from_iterable(
        each.values_list("external_id", flat=True).iterator() for each in lacking.values()
    )
    if has_one(client, "transactions", _spread(rows, sum(each.count() for each in lacking.values()))):
        snapshot.whole_history = False
        snapshot.short_histories = set(lacking)


def lacks_rows(snapshot: Snapshot, *, now: datetime) -> bool:
    """Tell whether a whole history lacks rows of ours that would be taken for gone."""
    return bool(_lacking(snapshot, now=now))


def _lacking(snapshot: Snapshot, *, now: datetime) -> dict[str, QuerySet[Transaction]]:
    """Return, by account, our rows that a whole history lacks and that would be taken for gone."""
    unread = {each.id for each in snapshot.unread("transaction")}
    if None in unread:
        return {}  # nothing is taken for gone: any row may be the one that cannot be read
    read = {str(each.id): each for each in snapshot.listed_accounts() if not each.disabled}
    not_listed = snapshot.transactions.not_listed()
    ours = Transaction.objects.filter(
        not_listed,
        account__connection__in=snapshot.known.values(),
        account__external_id__in=read,
        deleted_at__isnull=True,
    ).exclude(external_id__in=unread)
    staged, lacking = snapshot.transactions.accounts(), {}
    for account in Account.objects.filter(pk__in=ours.values("account")):
        key = account.external_id
        gone = taken_for_gone(account, staged.get(key), closed=bool(read[key].deleted), now=now)
        rows = gone.filter(not_listed).exclude(external_id__in=unread)
        if rows.exists():
            lacking[key] = rows
    return lacking


def taken_for_gone(
    account: Account, staged: StagedAccount | None, *, closed: bool, now: datetime
) -> QuerySet[Transaction]:
    """Return the rows of an account that are gone, if they are not among those that were read.

    Nothing is concluded from a closed account of which Powens lists nothing any more.
    Disabling an account erases its rows at Powens without a trace, and enabling it again brings
    them back under new ids for as far back as the bank goes: what is older than that stays as it
    was, then and from then on. For an account that was read all along only old rows stay, which may
    have been pruned.
    """
    if closed and staged is None:
        return Transaction.objects.none()
    # What was announced and is announced no more was posted or dropped, however old it is.
    gone = Q(status=Transaction.Status.PENDING)
    if staged is not None:
        gone |= Q(date__gte=staged.covered_from)
    if account.history_read_at is not None:
        young = Q(date__gte=now - PRUNED_AFTER)
        if account.history_kept_to is not None:
            young &= Q(date__gt=account.history_kept_to)
        gone |= young
    return account.transactions.filter(gone, deleted_at__isnull=True)


def _missing_accounts(snapshot: Snapshot) -> Iterable[Account]:
    unread = snapshot.unread("account")
    if any(each.id is None for each in unread):
        return []
    listed = snapshot.account_ids() | {each.id for each in unread}
    present = [
        snapshot.known[str(each.id)] for each in snapshot.connections if str(each.id) in snapshot.known
    ]
    return (
        Account.objects.filter(connection__in=present, vanished_at__isnull=True)
        .exclude(external_id__in=listed)
        .select_related("connection")
    )


def has_one(client: PowensClient, kind: str, ids: Collection[str]) -> bool:
    """Tell whether Powens still has one of these rows, by asking for some; raises PowensError."""
    return any(client.still_has(kind, each) for each in _spread(ids, len(ids)))


def _spread(ids: Iterable[str], number: int) -> list[str]:
    """Return some of so many ids, as far apart as can be."""
    return list(islice(ids, 0, None, max(1, -(-number // MOST_ASKED))))
