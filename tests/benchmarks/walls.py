"""What the second wall costs a read: `DATABASE_URL=postgresql://… python -m tests.benchmarks.walls`.

The same requests with it and without it, in turn, so that whatever slows the machine slows both. Without
an address PostgreSQL comes from a wheel. Medians in milliseconds and their ratio; it takes a minute, in
which nothing else should be computed.
"""

from __future__ import annotations

from contextlib import nullcontext

from django.db import connection
from rich.console import Console
from rich.table import Table

from tests.benchmarks.in_process import serving_in_process
from tests.benchmarks.measuring import in_turn

ROUNDS, CALLS = 40, 5
# In each round: what is asked first has its plan made anew, since the role before had another.
BEFORE = 1


def main() -> None:
    """Measure in a database of its own."""
    with serving_in_process(log_level="WARNING"):
        Console().print(_measured())


def _measured() -> Table:
    from tests.benchmarks import answers
    from tests.walls import as_web, standing

    table = Table("What", "Behind the wall, ms", "Without, ms", "Ratio")
    reads = answers.reads()
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    with standing():
        for each in reads:
            behind, without = in_turn(
                each.ask, as_web, nullcontext, rounds=ROUNDS, calls=CALLS, before=BEFORE
            )
            table.add_row(each.name, f"{behind:.2f}", f"{without:.2f}", f"{behind / without:.2f}")
    return table


if __name__ == "__main__":
    main()
