"""Two things measured in turn, so that whatever slows the machine slows both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

Block = Callable[[], AbstractContextManager[object]]


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


def in_turn(
    work: Callable[[], object], first: Block, second: Block, *, rounds: int, calls: int, before: int = 0
) -> tuple[float, float]:
    """Return the median time of the same work in each of two blocks, in milliseconds.

    The blocks are entered in turn, `rounds` times each; of what is done in one the first `before` are
    not measured, the `calls` behind them are.
    """
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for block, kept in zip((first, second), times, strict=True):
            with block():
                for _ in range(before):
                    work()
                for _ in range(calls):
                    began = time.perf_counter()
                    work()
                    kept.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])
