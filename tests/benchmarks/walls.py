"""What the second wall costs a read: `DATABASE_URL=postgresql://… python -m tests.benchmarks.walls`.

The same requests with it and without it, in turn, so that whatever slows the machine slows both. Without
an address PostgreSQL comes from a wheel. Medians in milliseconds and their ratio.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import django
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, setup_test_environment, teardown_databases
from rich.console import Console
from rich.table import Table

from tests.postgresql import postgresql

ROUNDS, CALLS = 40, 5


def main() -> None:
    """Measure in a database of its own."""
    with postgresql() as url:
        os.environ |= {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "LOG_LEVEL": "WARNING",
        }
        django.setup()
        # As a server is run: what a token opens is remembered, and the audit written in batches.
        settings.ACCESS_CACHE_SECONDS, settings.AUDIT_FLUSH_SECONDS = 1, 3600
        setup_test_environment()
        from openbanking.access import batches

        databases = setup_databases(verbosity=0, interactive=False)
        try:
            Console().print(_measured())
            batches.current.flush()
        finally:
            teardown_databases(databases, verbosity=0)


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
