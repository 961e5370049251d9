"""Powens' own rate limit, switchable: its sandbox allows 30 calls a minute (Powens, Fair usage)."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Callable

from openbanking.sandbox.messages.errors import ApiError

MINUTE = 60.0


class RateLimit:
    """Counts the calls of the last minute by token; 0 switches it off."""

    def __init__(self, calls: int, *, clock: Callable[[], float]) -> None:
        self._calls = calls
        self._clock = clock
        self._recent: dict[str | None, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def check(self, token: str | None) -> None:
        """Count a call; raises a 429 with `Retry-After` for one too many."""
        if not self._calls:
            return
        with self._lock:
            now, recent = self._clock(), self._recent[token]
            while recent and recent[0] <= now - MINUTE:
                recent.popleft()
            if len(recent) >= self._calls:
                wait = int(recent[0] + MINUTE - now) + 1
                raise ApiError(
                    429,
                    "tooManyRequests",
                    "Too many calls in a minute",
                    headers={"Retry-After": str(wait)},
                )
            recent.append(now)
