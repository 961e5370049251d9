"""What was measured, as docs/benchmarks-pages.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from tests.benchmarks.pages.measuring import MILLISECONDS, STATEMENTS, Figures

if TYPE_CHECKING:
    from tests.benchmarks.pages.run import Plan

TEMPLATE = Path(__file__).with_name("report.md")
HEADINGS = "| | median ms | p99 ms | statements | KiB |\n|---|--:|--:|--:|--:|"


def write(
    plan: Plan, figures: Sequence[Figures], facts: Sequence[tuple[str, str]], date: str, folder: Path
) -> Path:
    """Write the page into a folder of documents, and return it."""
    page = folder / "benchmarks-pages.md"
    over = sum(each.is_slow or each.asks_much for each in figures)
    page.write_text(
        Template(TEMPLATE.read_text()).substitute(
            date=date,
            command=plan.command,
            connections=f"{plan.connections:,}",
            accounts=f"{plan.accounts:,}",
            transactions=f"{plan.transactions:,}",
            families=plan.families,
            requests=plan.requests,
            limit=MILLISECONDS,
            statements=STATEMENTS,
            over=f"{over} of {len(figures)} pages",
            facts="\n".join(f"| {name} | {value} |" for name, value in facts),
            members=_table([each for each in figures if each.role == "member"]),
            staff=_table([each for each in figures if each.role == "staff"]),
        )
    )
    return page


def _table(figures: Sequence[Figures]) -> str:
    """Return a line for each page, the slowest first."""
    slowest_first = sorted(figures, key=lambda each: -each.p99)
    return "\n".join([HEADINGS, *map(_line, slowest_first)])


def _line(each: Figures) -> str:
    p99 = _marked(f"{each.p99:,.0f}", over=each.is_slow)
    statements = _marked(str(each.statements), over=each.asks_much)
    return f"| {each.name} | {each.median:,.0f} | {p99} | {statements} | {each.bytes / 1024:,.0f} |"


def _marked(text: str, *, over: bool) -> str:
    return f"**{text}**" if over else text
