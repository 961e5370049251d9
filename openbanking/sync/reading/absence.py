"""Ask for what a list lacks by its id, before it is taken for gone.

A list that came out too short, or empty, looks exactly as if things went away. A row that Powens still
gives by its id speaks against the list; then nothing the list lacks is taken for gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from openbanking.models import Account, Transaction
from openbanking.powens import PowensClient, payloads
from openbanking.sync.mapping.banking import date_of
from openbanking.sync.reading.snapshot import Snapshot

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
    lacked = lacked_rows(snapshot, now=now)
    if has_one(client, "transactions", [row.external_id for row in lacked]):
        snapshot.whole_history = False
        snapshot.short_histories = {row.account.external_id for row in lacked}


def lacked_rows(snapshot: Snapshot, *, now: datetime) -> list[Transaction]:
    """Return our rows that a whole history does not have and that would be taken for gone."""
    unread = snapshot.unread("transaction")
    if any(each.id is None for each in unread):
        return []  # nothing is taken for gone: any row may be the one that cannot be read
    listed = {row for rows in snapshot.transactions.values() for row in rows}
    listed.update(each.id for each in unread if each.id)
    read = {str(each.id): each for each in snapshot.listed_accounts() if not each.disabled}
    lacking: dict[UUID, list[str]] = defaultdict(list)
    for account_id, external_id in Transaction.objects.filter(
        account__connection__in=snapshot.known.values(),
        account__external_id__in=read,
        deleted_at__isnull=True,
    ).values_list("account", "external_id"):
        if external_id not in listed:
            lacking[account_id].append(external_id)
    found: list[Transaction] = []
    for account in Account.objects.filter(pk__in=lacking):
        rows = snapshot.transactions.get(int(account.external_id), {})
        closed = bool(read[account.external_id].deleted)
        gone = taken_for_gone(account, rows, closed=closed, now=now)
        found += gone.filter(external_id__in=lacking[account.pk]).select_related("account")
    return found


def taken_for_gone(
    account: Account, listed: Mapping[str, payloads.Transaction], *, closed: bool, now: datetime
) -> QuerySet[Transaction]:
    """Return the rows of an account that are gone, if they are not among those `listed`.

    Nothing is concluded from a closed account of which Powens lists nothing any more.
    Disabling an account erases its rows at Powens without a trace, and enabling it again brings
    them back under new ids for as far back as the bank goes: what is older than that stays as it
    was, then and from then on. For an account that was read all along only old rows stay, which may
    have been pruned.
    """
    if closed and not listed:
        return Transaction.objects.none()
    # What was announced and is announced no more was posted or dropped, however old it is.
    gone = Q(status=Transaction.Status.PENDING)
    if covered := covered_from(listed):
        gone |= Q(date__gte=covered)
    if account.history_read_at is not None:
        young = Q(date__gte=now - PRUNED_AFTER)
        if account.history_kept_to is not None:
            young &= Q(date__gt=account.history_kept_to)
        gone |= young
    return account.transactions.filter(gone, deleted_at__isnull=True)


def covered_from(listed: Mapping[str, payloads.Transaction]) -> datetime | None:
    """Return how far back the rows of an account go."""
    return min(filter(None, map(date_of, listed.values())), default=None)


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
    every = max(1, -(-len(ids) // MOST_ASKED))
    return any(client.still_has(kind, each) for each in list(ids)[::every])
