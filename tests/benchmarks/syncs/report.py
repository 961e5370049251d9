"""What was measured, as docs/benchmarks-sync.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from string import Template

from tests.benchmarks.reads import machine
from tests.benchmarks.syncs.questions import Results
from tests.benchmarks.syncs.run import Figures, Plan

TEMPLATE = Path(__file__).with_name("report.md")
NAMES = {"ours": "this service", "bare": "bare", "orm": "update_or_create"}


def write(plan: Plan, results: Results, url: str, folder: Path) -> Path:
    """Write the page into a folder of documents, and return it."""
    page = folder / "benchmarks-sync.md"
    folder.mkdir(parents=True, exist_ok=True)
    again = results.again["ours"]
    page.write_text(
        Template(TEMPLATE.read_text()).substitute(
            command=plan.command,
            date=f"{datetime.now(UTC):%Y-%m-%d}",
            facts=_table(["", ""], machine.facts(url)),
            rows=f"{plan.rows:,}",
            orm_rows=f"{plan.orm_rows:,}",
            rounds=plan.rounds,
            compared=_compared(results),
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
            stored=_table(
                ["rows of another", "first, µs a row", "again, µs a row"],
                [
                    (f"{rows:,}", *(f"{1e6 / each.rate:.0f}" for each in both))
                    for rows, both in results.stored.items()
                ],
            ),
        )
    )
    return page


def _compared(results: Results) -> str:
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
