"""Floods of reads, counted in the memory of this process: a read must not cost a row.

Each process counts by itself, so that a service of several lets through as many times the rate.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime
from threading import Lock

from contracts.caller import Caller, Channel
from contracts.conf import contracts_settings
from contracts.execution.rates import Quota, TooManyCalls
from contracts.spec import Operation, RateScope

# Where strangers and programs call; pages and commands ask many operations for one person.
COUNTED = frozenset({Channel.REST, Channel.MCP})
ADDRESS = "address"


class Counts:
    """How often each was counted in the present minute; the one before is forgotten as a whole."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._minute = -1
        self._counts: dict[Hashable, int] = {}

    def add(self, bucket: Hashable, minute: int) -> int:
        """Return how often this bucket was counted in this minute, with this time."""
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            found = self._counts[bucket] = self._counts.get(bucket, 0) + 1
            return found

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._counts = {}


counts = Counts()


def counted_query(operation: Operation, caller: Caller, *, now: datetime) -> Quota | None:
    """Count a query against its rate before anything is asked of the database.

    Whatever it leads to counts, also what is refused or does not exist. Raises TooManyCalls; returns
    None for what is not counted.
    """
    rate, factor = operation.policy.rate, contracts_settings().rate_factor
    if rate is None or not factor or caller.channel not in COUNTED:
        return None
    bucket = operation.meta.key, operation.major, _whose(rate.by, caller)
    return _counted(bucket, rate.by, int(rate.calls * factor), now)


def counted_address(address: str, *, now: datetime) -> Quota | None:
    """Count a request against the rate of its address, whoever asks; raises TooManyCalls."""
    given = contracts_settings()
    calls = int(given.address_rate * given.rate_factor)
    return _counted((ADDRESS, address), ADDRESS, calls, now) if calls else None


def _counted(bucket: Hashable, by: str, calls: int, now: datetime) -> Quota:
    minute, second = divmod(now.timestamp(), 60)
    times = counts.add(bucket, int(minute))
    remaining, resets_in = max(0, calls - times), max(1, round(60 - second))
    quota = Quota(by=by, calls=calls, remaining=remaining, resets_in=resets_in)
    if times > calls:
        raise TooManyCalls(quota)
    return quota


def _whose(by: RateScope, caller: Caller) -> str:
    """Return whose calls are counted together; those of a tenant are not, before it is known."""
    match by:
        case RateScope.ALL:
            return "all"
        case RateScope.CREDENTIAL:
            return caller.credential_id
    return f"user {caller.id}"
