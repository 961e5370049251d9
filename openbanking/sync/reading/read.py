"""Read everything one Powens user has, outside any transaction, before a row is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import chain

from openbanking.gateway.clients import Calls, as_user
from openbanking.models import Account, Connection, PowensUser
from openbanking.powens import PowensClient, payloads
from openbanking.sync.reading.absence import doubt_short_lists
from openbanking.sync.reading.quiet import digest_of, unchanged
from openbanking.sync.reading.snapshot import Snapshot
from openbanking.sync.reading.transactions import read_transactions
from openbanking.sync.reading.wealth import read_wealth
from openbanking.sync.staging import Stage


def read_snapshot(user: PowensUser, calls: Calls, *, full: bool, now: datetime) -> Snapshot:
    """Read connections, accounts with what they hold, and the transactions that may have changed.

    Raises PowensError and UnreadableSecret.
    """
    return as_user(user, lambda client: _read(client, user, full=full, now=now), now=now, calls=calls)


def _read(client: PowensClient, user: PowensUser, *, full: bool, now: datetime) -> Snapshot:
    known = {
        each.external_id: each
        for each in Connection.objects.filter(powens_user=user).select_related("institution")
    }
    connections = client.connections()
    snapshot = Snapshot(
        connections=connections.rows,
        unreadable=list(connections.unreadable),
        known=known,
        transactions=Stage(tenant=user.tenant_id),
    )
    if not full:
        snapshot.unchanged = unchanged(client, user, snapshot, connections, now=now)
        if snapshot.unchanged:
            return snapshot
    listed = client.accounts()
    snapshot.unreadable += listed.unreadable
    snapshot.totals = listed.totals
    snapshot.superseded = _superseded(user, listed.rows)
    snapshot.listed_digest = digest_of(connections, listed)
    _house(snapshot, listed.rows)
    doubt_short_lists(client, snapshot)
    if any(not account.disabled for account in listed.rows):
        read_transactions(client, user, snapshot, full=full, now=now)
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
