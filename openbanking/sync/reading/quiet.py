"""Users in whom nothing happened: two answers of Powens tell, and nothing else is asked or compared.

What Powens lists of connections and accounts, and of the transactions that changed last, is remembered
by its digest once it is written. The same answers again are what was written already. A user with
accounts that hold or owe something is asked for that each time; and all of it is read once a day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from itertools import chain

from openbanking.models import PowensUser
from openbanking.powens import PowensClient, payloads
from openbanking.powens.payloads import Rows
from openbanking.sync.mapping.banking import type_of
from openbanking.sync.products import Product
from openbanking.sync.reading.movement import is_due
from openbanking.sync.reading.ours import Ours, accounts_of_ours
from openbanking.sync.reading.snapshot import Snapshot, Unchanged
from openbanking.sync.reading.transactions import changes_since, needs_whole_history, stage


def unchanged(
    client: PowensClient,
    user: PowensUser,
    snapshot: Snapshot,
    connections: Rows[payloads.Connection],
    *,
    now: datetime,
) -> Unchanged | None:
    """Return what was read if all is as it was written; if not, what changed may be staged.

    Raises PowensError.
    """
    since = changes_since(snapshot)
    if (
        not user.listed_digest
        or user.listed_digest != connections.digest
        or since is None
        or is_due(user, now=now)
    ):
        return None
    ours = accounts_of_ours(snapshot.known.values())
    if not _all_there(snapshot, ours):
        return None
    read = {(each.connection, each.external_id) for each in ours if each.is_read}
    if needs_whole_history(read, ours, now=now):
        return None
    pages = client.transactions(since=since)
    first = next(pages, None)
    if first is None or not first.rows:
        # What changed last is listed again each time: a list without it is at fault.
        return None
    rows = Counter(str(each.id_account) for each in first.rows)
    same = Unchanged(accounts=ours, rows=rows, changes_digest=first.digest)
    if first.complete and first.digest == user.changes_digest:
        return same
    stage(client, snapshot, chain([first], pages))
    snapshot.changes_staged = True
    if not first.complete or snapshot.transactions.unreadable:
        return None
    differs = snapshot.transactions.differ({each.external_id: each.pk for each in ours}, now=now)
    return None if differs else same


def _all_there(snapshot: Snapshot, ours: Iterable[Ours]) -> bool:
    """Tell whether what is listed is with us under its ids: others may have changed that since."""
    listed = set()
    for payload in snapshot.connections:
        known = snapshot.known.get(str(payload.id))
        if known is None or known.vanished_at is not None:
            return False
        traces = payloads.read_rows("account", payload.all_accounts or [], payloads.Trace)
        listed |= {(known.external_id, str(each.id)) for each in traces.rows}
    return listed == {(each.connection, each.external_id) for each in ours if not each.is_gone}


def _can_hold_or_owe(account: payloads.Account) -> bool:
    """Tell whether there are lists of an account which may change while those asked here do not."""
    kind = type_of(account)
    return any(product.is_for(kind) for product in Product if product is not Product.OWNERS)


def digest_of(connections: Rows[payloads.Connection], listed: Rows[payloads.Account]) -> str:
    """Return the digest to be remembered.

    It is empty where a connection's accounts are not those listed, or where one may hold or owe
    something.
    """
    if connections.unreadable or listed.unreadable or any(map(_can_hold_or_owe, listed.rows)):
        return ""
    within: dict[int, payloads.Account] = {}
    for connection in connections.rows:
        if connection.all_accounts is None:
            return ""
        found = payloads.read_rows("account", connection.all_accounts, payloads.Account)
        if found.unreadable:
            return ""
        within |= {each.id: each for each in found.rows}
    return connections.digest if within == {each.id: each for each in listed.rows} else ""
