"""What was measured, as docs/benchmarks.md and two pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from tests.benchmarks.reads import plots
from tests.benchmarks.reads.comparison import UNCHANGED, Figures, Pace
from tests.benchmarks.reads.contestants import DRF, FASTAPI, OURS, RAW
from tests.benchmarks.reads.growth import Cell
from tests.benchmarks.reads.layers import KINDS, Layer, layers_of
from tests.benchmarks.reads.sampling import Account

TEMPLATE = Path(__file__).with_name("report.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All that a run found out."""

    date: str
    command: str
    facts: list[tuple[str, str]]
    postgresql_on: str
    pace: Pace
    figures: list[Figures]
    nothing: Figures
    growth: list[Cell]
    layers: dict[str, Account]


def write(results: Results, folder: Path) -> Path:
    """Write the page and its pictures into a folder of documents, and return the page."""
    page, images = folder / "benchmarks.md", folder / "images"
    images.mkdir(parents=True, exist_ok=True)
    (images / "benchmarks-reads.svg").write_text(_bars(results.figures))
    (images / "benchmarks-growth.svg").write_text(_lines(results.growth))
    page.write_text(
        Template(TEMPLATE.read_text()).substitute(
            date=results.date,
            command=results.command,
            facts=_table(["", ""], results.facts),
            postgresql_on=results.postgresql_on,
            rounds=results.pace.rounds,
            seconds=f"{results.pace.seconds:g}",
            clients=results.pace.clients,
            busy=f"{max(each.busy for each in results.figures):.0%}",
            ratios=_ratios(results.figures),
            comparison="\n\n".join(
                f"### {name}\n\n{_comparison(of_question)}"
                for name, of_question in _by_question(results.figures).items()
            ),
            growth=_growth(results.growth),
            layers="\n\n".join(
                f"### {name}\n\n{_layers(account, results)}" for name, account in results.layers.items()
            ),
        )
    )
    return page


def _by_question(figures: Sequence[Figures]) -> dict[str, list[Figures]]:
    questions = dict.fromkeys(each.question for each in figures)
    return {name: [each for each in figures if each.question == name] for name in questions}


def _ratios(figures: Sequence[Figures]) -> str:
    """Return this service's rate divided by others', and that of a 304 by that of a 200."""
    others = (RAW.name, "FastAPI, asyncpg", FASTAPI.name, "django-ninja", DRF.name)
    rows = []
    for question, of_question in _by_question(figures).items():
        named = {each.name: each for each in of_question}
        cells = [_ratio(named[OURS.name], named[other]) for other in others]
        rows.append([question, *cells, _ratio(named[UNCHANGED], named[OURS.name])])
    return _table(["", *(f"÷ {other}" for other in others), "its 304 ÷ its 200"], rows)


def _ratio(one: Figures, other: Figures) -> str:
    median, least, most = one.ratio_to(other)
    return f"**{median:.2f}** ({least:.2f}–{most:.2f})"


def _comparison(figures: Sequence[Figures]) -> str:
    headings = ["", "answers/s", "min–max", "p50 ms", "p99 ms", "server CPU µs"]
    rows = [
        [
            each.name,
            f"{each.rate:,.0f}",
            f"{min(each.rates):,.0f}–{max(each.rates):,.0f}",
            f"{each.percentile(50):.1f}",
            f"{each.percentile(99):.1f}",
            f"{_median(each.server_us):,.0f}",
            f"{_median(each.postgresql_us):,.0f}",
            f"{each.bytes:,}",
        ]
        for each in figures
    ]
    return _table([*headings, "PostgreSQL CPU µs", "bytes"], rows)


def _growth(cells: Sequence[Cell]) -> str:
    headings = ["", "accounts", "clients"]
    sizes = list(dict.fromkeys(each.rows for each in cells))
    found = {(each.question, each.accounts, each.clients, each.rows): each for each in cells}
    rows = []
    for question, accounts, clients in dict.fromkeys(
        (each.question, each.accounts, each.clients) for each in cells
    ):
        series = [found[question, accounts, clients, size] for size in sizes]
        rows.append(
            [
                question,
                f"{accounts:,}",
                str(clients),
                *(f"{each.p50:.1f} / {each.p99:.1f}" for each in series),
                f"{series[-1].p50 / series[0].p50:.2f}",
            ]
        )
    return _table([*headings, *(f"{size:,} rows" for size in sizes), "last ÷ first"], rows)


def _layers(account: Account, results: Results) -> str:
    server = _median(results.nothing.server_us)
    summary = (
        f"{account.microseconds:,.0f} µs on one thread, of which {account.cpu_microseconds:,.0f} are "
        f"processor time of the service. The HTTP server adds some {server:.0f} µs "
        f"({results.nothing.name}, {results.nothing.rate:,.0f} answers/s)."
    )
    statements = _table(
        ["statement", "times", "µs"],
        [[name, f"{times:.2g}", f"{took:,.0f}"] for name, times, took in account.statements],
    )
    return f"{summary}\n\n{_layer_table(layers_of(account), account)}\n\n{statements}"


def _layer_table(layers: Sequence[Layer], account: Account) -> str:
    rows = [
        [
            f"`{each.name}`: {each.purpose}" if each.purpose else each.name,
            f"{each.total:,.0f}",
            f"{each.total / account.microseconds:.0%}",
            *(f"{each.times[kind]:,.0f}" for kind in KINDS),
        ]
        for each in layers
    ]
    total = sum(each.total for each in layers)
    sums = [f"{sum(each.times[kind] for each in layers):,.0f}" for kind in KINDS]
    rows.append(["all", f"{total:,.0f}", "100%", *sums])
    return _table(["for", "µs", "share", *KINDS], rows)


def _bars(figures: Sequence[Figures]) -> str:
    groups = {
        name: [(each.name, each.rate) for each in of_question]
        for name, of_question in _by_question(figures).items()
    }
    return plots.bars("Answers a second, one core", groups, first=OURS.name)


def _lines(cells: Sequence[Cell]) -> str:
    panels: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for each in cells:
        name = f"{each.accounts:,} accounts, {each.clients} at once"
        panels.setdefault(each.question, {}).setdefault(name, []).append((each.rows, each.p50))
    return plots.lines(
        "Median latency as rows grow", panels, x="readings and transactions stored", y="ms"
    )


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    numbers = "|".join("--:" for _ in headings[1:]) if len(headings) > 2 else "---"
    lines = [" | ".join(headings), f"---|{numbers}", *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" if "---" not in line else f"|{line}|" for line in lines)
