"""A limit of our own on calls a minute, shared by all threads, processes and machines."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import transaction

from openbanking.models import CallBudget
from openbanking.powens.throttle import Throttle, unthrottled

MINUTE = 60.0


def calls_per_minute(
    base_url: str,
    limit: int,
    *,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> Throttle:
    """Return a throttle that waits so that no minute has more than `limit` calls; 0 means no limit.

    Each call takes its turn in the database and then waits for it, so that nobody waits under a lock.
    """
    if limit <= 0:
        return unthrottled

    def throttle() -> None:
        now = clock()
        wait = _turn(base_url, limit, now=now) - now
        if wait > 0:
            sleep(wait)

    return throttle


def _turn(base_url: str, limit: int, *, now: float) -> float:
    """Reserve the next moment at which a call is within the limit, and return it."""
    CallBudget.objects.get_or_create(base_url=base_url)
    with transaction.atomic():
        budget = CallBudget.objects.select_for_update().get(base_url=base_url)
        recent = budget.calls[-limit:]
        turn = max(now, recent[0] + MINUTE) if len(recent) == limit else now
        budget.calls = sorted([*recent, turn])
        budget.save(update_fields=["calls"])
    return turn
