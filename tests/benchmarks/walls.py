"""What the second wall costs a read: `DATABASE_URL=postgresql://… python -m tests.benchmarks.walls`.

The same requests with it and without it, in turn, so that whatever slows the machine slows both. Without
an address PostgreSQL comes from a wheel. Medians in milliseconds and their ratio.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from django.db import connection
from rich.console import Console
from rich.table import Table

from tests.benchmarks.in_process import serving_in_process

ROUNDS, CALLS = 40, 5


def main() -> None:
    """Measure in a database of its own."""
    with serving_in_process(log_level="WARNING"):
        Console().print(_measured())


def _measured() -> Table:
    from tests.benchmarks import answers
    from tests.walls import as_web, standing

    table = Table("What", "Behind the wall, ms", "Without, ms", "Ratio")
    asked = {pair.name.partition(": ")[0].partition(" / ")[0]: pair.second for pair in answers.pairs()}
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    with standing():
        for name, ask in asked.items():
            behind, without = _medians(ask, as_web)
            table.add_row(name, f"{behind:.2f}", f"{without:.2f}", f"{behind / without:.2f}")
    return table


def _medians(
    ask: Callable[[], object], as_web: Callable[[], AbstractContextManager[None]]
) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for block, kept in zip((as_web, nullcontext), times, strict=True):
            with block():
                ask()  # the plan of the role before is not that of this one
                for _ in range(CALLS):
                    began = time.perf_counter()
                    ask()
                    kept.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])


if __name__ == "__main__":
    main()
