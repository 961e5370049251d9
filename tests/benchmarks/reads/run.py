"""One run from the first row to the page: compare, sample, let it grow, write."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from tests.benchmarks.reads import contestants, cores, growth, layers, machine, questions, report, world
from tests.benchmarks.reads.comparison import Figures, Pace, compare, cost_of_nothing
from tests.benchmarks.reads.contestants import serving
from tests.benchmarks.reads.growth import Cell, Sizes
from tests.benchmarks.reads.sampling import Account


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    command: str
    pace: Pace
    sizes: Sizes
    sampled: float
    growth_rounds: int = 3
    accounts: int = questions.ROWS

    @classmethod
    def full(cls, top: int) -> Plan:
        rows = [size for size in (1_000, 100_000) if size < top]
        return cls("make bench-read", Pace(5, 2, 1), Sizes([*rows, top], [10, 10_000], [1, 16, 64]), 4)

    @classmethod
    def quick(cls) -> Plan:
        command = "python -m tests.benchmarks.reads --quick"
        return cls(command, Pace(2, 0.5, 0.3), Sizes([1_000, 20_000], [10, 200], [1, 16]), 1, 1)

    @property
    def measurements(self) -> int:
        of_a_round = len(questions.ALL) * (len(contestants.ALL) + 1)
        return of_a_round * self.pace.rounds + self.sizes.cells + 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is measured."""

    url: str
    cores: cores.Cores
    postmaster: int | None
    folder: Path


def run(plan: Plan, url: str, into: Path) -> Path:
    """Measure in this database, which is emptied, and return the page that was written."""
    chosen, postmaster = cores.Cores.choose(), cores.postmaster(url)
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        auto_refresh=False,  # a thread of its own would take time from the load
    )
    counts = progress.add_task("measurements", total=plan.measurements)
    batches = progress.add_task("batches of rows", total=plan.sizes.copied / world.BATCH)

    def advance(task: TaskID) -> None:
        progress.advance(task)
        progress.refresh()

    with (
        tempfile.TemporaryDirectory(prefix="benchmark-") as folder,
        cores.running_on(chosen.load),
        cores.keeping(postmaster, chosen.server) as kept,
        progress,
    ):
        place = Place(url, chosen, postmaster, Path(folder))
        figures, nothing, accounts = _compare(plan, place, lambda: advance(counts))
        cells = _grow(plan, place, lambda: advance(counts), lambda: advance(batches))
    results = report.Results(
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        command=plan.command,
        facts=machine.facts(url),
        postgresql_on="its processes are pinned there" if kept else "where its system puts it",
        pace=plan.pace,
        figures=figures,
        nothing=nothing,
        growth=cells,
        layers=accounts,
    )
    return report.write(results, into)


def _compare(
    plan: Plan, place: Place, measured: Callable[[], object]
) -> tuple[list[Figures], Figures, dict[str, Account]]:
    """Measure everybody on accounts that have as many transactions each as there are accounts."""
    world.empty()
    own, foreign = (world.populate(name, accounts=plan.accounts) for name in ("alice", "bob"))
    world.add_history([own, foreign], rows=plan.accounts**2)
    world.settle()
    figures: list[Figures] = []
    served = [*contestants.ALL, contestants.NOTHING]
    with serving(served, place.url, place.cores.server, place.folder) as servers:
        *servers, nothing = servers
        for question in questions.ALL:
            questions.check_the_same(servers, question, own, foreign)
        for question in questions.ALL:
            figures += compare(servers, question, own, plan.pace, place.postmaster, measured)
        alone = cost_of_nothing(nothing, plan.pace, place.postmaster)
    accounts = layers.sample(own, place.url, place.cores.server, plan.sampled)
    measured()
    return figures, alone, accounts


def _grow(
    plan: Plan, place: Place, measured: Callable[[], object], copied: Callable[[], object]
) -> list[Cell]:
    with serving([contestants.OURS], place.url, place.cores.server, place.folder) as (server,):
        return growth.grow(
            server,
            plan.sizes,
            rounds=plan.growth_rounds,
            seconds=plan.pace.seconds / 2,
            copied=copied,
            measured=measured,
        )
