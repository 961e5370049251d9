"""Whether the newest transactions are worth reading where none is said to have changed.

Rows can go away without a trace, which no list of changes tells. Nearly always something else then moves
too: the bank was read, a balance changed, the ledger does not add up. What moves nothing at all is found
once a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from openbanking.models import Discrepancy, PowensUser
from openbanking.powens import PowensClock, PowensProtocolError
from openbanking.sync.mapping.values import money
from openbanking.sync.reading.ours import Ours, Standing
from openbanking.sync.reading.snapshot import Snapshot

# Each user has its own time of the day, so that not all are due in one run.
SOONEST = timedelta(hours=20)
SPREAD = timedelta(hours=8)
PARTS = 1_000


def is_due(user: PowensUser, *, now: datetime) -> bool:
    """Tell whether a user's newest rows were not compared with ours for about a day."""
    last = user.newest_compared_at
    return last is None or now - last >= SOONEST + SPREAD * (user.pk.int % PARTS) / PARTS


def has_moved(
    user: PowensUser, snapshot: Snapshot, ours: Sequence[Ours], *, clock: PowensClock, now: datetime
) -> bool:
    """Tell whether anything is not as it was when this user was last read."""
    if any(_banks_read_again(snapshot, clock)):
        return True
    if not snapshot.transactions.accounts():
        # What changed last is asked for again each time: a list without it is at fault.
        return True
    known = {each.external_id: each.standing for each in ours if each.is_read}
    return (
        _listed(snapshot, clock) != known
        or snapshot.transactions.differ({each.external_id: each.pk for each in ours}, now=now)
        or Discrepancy.objects.open()
        .that_may_end()
        .filter(powens_user=user, kind=Discrepancy.Kind.LEDGER)
        .exists()
    )


def _banks_read_again(snapshot: Snapshot, clock: PowensClock) -> Iterator[bool]:
    for payload in snapshot.connections:
        known = snapshot.known.get(str(payload.id))
        yield known is None or known.last_success_at != _moment(clock, payload.last_update)


def _listed(snapshot: Snapshot, clock: PowensClock) -> dict[str, Standing]:
    return {
        str(account.id): Standing(
            _moment(clock, account.last_update), money(account.balance), money(account.coming)
        )
        for account in snapshot.listed_accounts()
        if not account.disabled
    }


def _moment(clock: PowensClock, text: str | None) -> datetime | None:
    with suppress(PowensProtocolError):  # it is reported when the account is written
        return clock.local(text)
    return None
