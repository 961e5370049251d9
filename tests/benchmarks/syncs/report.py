"""What was measured, as docs/benchmarks-sync.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from string import Template

from tests.benchmarks.reads import machine, plots
from tests.benchmarks.syncs.questions import SLOW, Compared, Results
from tests.benchmarks.syncs.run import Figures, Plan

TEMPLATE = Path(__file__).with_name("report.md")
NAMES = {"ours": "this service", "bare": "bare", "orm": "update_or_create"}


def write(plan: Plan, results: Results, url: str, folder: Path) -> Path:
    """Write the page into a folder of documents, and return it."""
    page = folder / "benchmarks-sync.md"
    folder.mkdir(parents=True, exist_ok=True)
    again = results.compared.again["ours"]
    _draw(results, folder / "images")
    page.write_text(
        Template(TEMPLATE.read_text()).substitute(
            command=plan.command,
            date=f"{datetime.now(UTC):%Y-%m-%d}",
            facts=_table(["", ""], machine.facts(url)),
            rows=f"{plan.rows:,}",
            orm_rows=f"{plan.orm_rows:,}",
            rounds=plan.rounds,
            compared=_compared(results.compared),
            slow=f"{SLOW * 1_000:.0f}",
            waiting=_compared(results.waiting),
            logged=f"{again.logged / again.rows:.1f}",
            memory=_table(
                ["rows", "MB", "rows a second"],
                [
                    (f"{size:,}", f"{each.megabytes:.0f}", f"{each.rate:,.0f}")
                    for size, each in results.memory.items()
                ],
            ),
            at_once=plan.users_at_once,
            workers=_rates("workers", results.workers),
            quiet=_rates("users", results.quiet),
            jobs=plan.jobs,
            workers_of_jobs=_rates("workers", results.jobs),
            stored=_table(
                ["rows of another", "first, µs a row", "again, µs a row", "bytes a row"],
                [
                    (
                        f"{rows:,}",
                        f"{1e6 / each.first.rate:.0f}",
                        f"{1e6 / each.again.rate:.0f}",
                        f"{each.bytes_a_row:,.0f}",
                    )
                    for rows, each in results.stored.items()
                ],
            ),
        )
    )
    return page


def _draw(results: Results, folder: Path) -> None:
    """Draw how what a row costs, in time and in memory, grows with how many rows there are."""
    folder.mkdir(parents=True, exist_ok=True)
    first = {rows: each.first for rows, each in results.stored.items()}
    again = {rows: each.again for rows, each in results.stored.items()}
    drawn = plots.lines(
        "What a row of a sync costs, in microseconds",
        {
            "by rows of others that are stored": {"first": _per_row(first), "again": _per_row(again)},
            "by rows of the user": {"first": _per_row(results.memory)},
        },
        x="rows",
        y="µs",
        between=(10, 1_000),
    )
    (folder / "benchmarks-syncs.svg").write_text(drawn)
    memory = [(size, each.megabytes) for size, each in results.memory.items()]
    drawn = plots.lines(
        "Memory of a first sync, in megabytes",
        {"": {"in all": memory}},
        x="rows of the user",
        y="MB",
        between=(10, 1_000),
    )
    (folder / "benchmarks-syncs-memory.svg").write_text(drawn)


def _per_row(figures: dict[int, Figures]) -> list[tuple[float, float]]:
    return [(rows, 1e6 / each.rate) for rows, each in figures.items()]


def _compared(results: Compared) -> str:
    def cells(figures: dict[str, Figures], name: str) -> tuple[str, str]:
        return f"{figures[name].rate:,.0f}", f"{figures[name].rate / figures['bare'].rate:.2f}"

    rows = [
        (NAMES[name], *cells(results.first, name), *cells(results.again, name)) for name in results.first
    ]
    return _table(["", "first, rows/s", "÷ bare", "again, rows/s", "÷ bare"], rows)


def _rates(name: str, found: dict[int, float]) -> str:
    first = next(iter(found.values()))
    rows = [(f"{number:,}", f"{rate:.1f}", f"{rate / first:.1f}") for number, rate in found.items()]
    return _table([name, "users a second", "÷ the first"], rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    line = "|" + "|".join(["---", *["--:"] * (len(head) - 1)]) + "|"
    return "\n".join([f"| {' | '.join(head)} |", line, *(f"| {' | '.join(row)} |" for row in rows)])
