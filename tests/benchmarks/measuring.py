"""Two things measured in turn, so that whatever slows the machine slows both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """What to compare, first by second, in so many rounds."""

    name: str
    first: Callable[[], object]
    second: Callable[[], object]
    rounds: int = 60


def medians(pair: Pair) -> tuple[float, float]:
    """Return the median time of each, in milliseconds."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(pair.rounds):
        for work, kept in zip((pair.first, pair.second), times, strict=True):
            began = time.perf_counter()
            work()
            kept.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])
