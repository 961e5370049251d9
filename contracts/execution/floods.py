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
    bucket = operation.meta.key, operation.meta.version, _whose(rate.by, caller)
    calls = int(rate.calls * factor)
    instant = now.timestamp()
    times = counts.add(bucket, int(instant // 60))
    quota = _quota(rate.by, calls, times, instant)
    if times > calls:
        raise TooManyCalls(quota)
    return quota


def counted_address(address: str, *, instant: float) -> None:
    """Count a request at an instant, in seconds, against the rate of its address.

    Raises TooManyCalls.
    """
    given = contracts_settings()
    if not given.address_rate:
        return
    times = counts.add((ADDRESS, address), int(instant // 60))
    calls = int(given.address_rate * given.rate_factor)
    if times > calls > 0:
        raise TooManyCalls(_quota(ADDRESS, calls, times, instant))


def _quota(by: str, calls: int, times: int, instant: float) -> Quota:
    resets_in = max(1, round(60 - instant % 60))
    return Quota(by=by, calls=calls, remaining=max(0, calls - times), resets_in=resets_in)


def _whose(by: RateScope, caller: Caller) -> Hashable:
    """Return whose calls are counted together; those of a tenant are not, before it is known."""
    token = getattr(caller.credential, "pk", None) if by is RateScope.CREDENTIAL else None
    if token is not None:
        return "credential", token
    return None if by is RateScope.ALL else ("user", caller.user.pk)
