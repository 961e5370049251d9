"""A limit of our own on calls a minute, shared by the threads of a process."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

Pace = Callable[[], None]

MINUTE = 60.0


def no_pace() -> None:
    """Let every call through at once."""


def calls_per_minute(
    limit: int,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Pace:
    """Return a pace that waits so that no minute has more than `limit` calls; 0 means no limit."""
    if limit <= 0:
        return no_pace
    recent: deque[float] = deque(maxlen=limit)
    turn = threading.Lock()

    def pace() -> None:
        with turn:
            if len(recent) == limit:
                wait = recent[0] + MINUTE - clock()
                if wait > 0:
                    sleep(wait)
            recent.append(clock())

    return pace
