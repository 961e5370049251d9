"""Everybody's answers to the same questions, in rounds: whatever slows the machine slows all."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.benchmarks.reads import cores, questions
from tests.benchmarks.reads.contestants import OURS, Server
from tests.benchmarks.reads.load import Exchange, Load, load
from tests.benchmarks.reads.questions import Question
from tests.benchmarks.reads.world import Populated

UNCHANGED = f"{OURS.name}, 304"


@dataclass(frozen=True, slots=True)
class Pace:
    """How long everything is measured, and by how many clients."""

    rounds: int
    seconds: float
    warm_up: float
    clients: int = 16


@dataclass(slots=True)
class Figures:
    """What the rounds showed of one contestant's answers to one question."""

    name: str
    question: str
    bytes: int
    loads: list[Load] = field(default_factory=list)
    server_us: list[float] = field(default_factory=list)
    postgresql_us: list[float] = field(default_factory=list)

    @property
    def rates(self) -> list[float]:
        return [each.rate for each in self.loads]

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    @property
    def busy(self) -> float:
        """Return the share of its core that the load used at the most."""
        return max(each.busy for each in self.loads)

    def percentile(self, percent: int) -> float:
        return statistics.median(each.percentile(percent) for each in self.loads)

    def ratio_to(self, other: Figures) -> tuple[float, float, float]:
        """Return the median of the rounds' ratios of rates, the smallest and the largest."""
        ratios = [ours / theirs for ours, theirs in zip(self.rates, other.rates, strict=True)]
        return statistics.median(ratios), min(ratios), max(ratios)


def compare(
    servers: Sequence[Server],
    question: Question,
    own: Populated,
    pace: Pace,
    postmaster: int | None,
    progress: Callable[[], object],
) -> list[Figures]:
    """Measure all the servers, and the first one's 304, after a period that does not count."""
    entries: list[tuple[Server, list[Exchange], Figures]] = []
    for server in servers:
        asked = questions.exchanges(server, question, own)
        figures = Figures(server.contestant.name, question.name, len(asked[0].body))
        entries.append((server, asked, figures))
    asked = questions.unchanged_exchanges(servers[0], question, own)
    entries.insert(1, (servers[0], asked, Figures(UNCHANGED, question.name, 0)))
    for server, asked, _ in entries:
        load(server.port, asked, clients=pace.clients, seconds=pace.warm_up)
    for _ in range(pace.rounds):
        for server, asked, figures in entries:
            _measure(server, asked, figures, pace, postmaster)
            progress()
    return [figures for _, _, figures in entries]


def cost_of_nothing(server: Server, pace: Pace, postmaster: int | None) -> Figures:
    """Measure the HTTP server alone."""
    figures = Figures(server.contestant.name, "", 2)
    request = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    for _ in range(pace.rounds):
        _measure(server, [Exchange(request, 200, b"{}")], figures, pace, postmaster)
    return figures


def _measure(
    server: Server, asked: Sequence[Exchange], figures: Figures, pace: Pace, postmaster: int | None
) -> None:
    def used() -> tuple[float, float]:
        return cores.cpu_seconds(server.pid), cores.cpu_seconds(postmaster) if postmaster else 0

    before = used()
    period = load(server.port, asked, clients=pace.clients, seconds=pace.seconds)
    after = used()
    figures.loads.append(period)
    figures.server_us.append((after[0] - before[0]) / period.answers * 1e6)
    figures.postgresql_us.append((after[1] - before[1]) / period.answers * 1e6)
