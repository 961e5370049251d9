"""Whether an answer takes longer the more is stored, the more accounts there are, the more ask."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.benchmarks.reads import questions, world
from tests.benchmarks.reads.contestants import Server
from tests.benchmarks.reads.load import load
from tests.benchmarks.reads.questions import Question
from tests.benchmarks.reads.rivals import rules

PAGE = 50
ASKED = (questions.BALANCES, Question("transactions.list", f"{rules.TRANSACTIONS}?pageSize={PAGE}"))


@dataclass(frozen=True, slots=True)
class Sizes:
    """Readings and transactions stored in all, accounts of each tenant, clients at once."""

    rows: Sequence[int]
    accounts: Sequence[int]
    clients: Sequence[int]

    @property
    def copied(self) -> int:
        """Return how many rows are copied in: so many readings and so many transactions."""
        return 2 * max(self.rows)

    @property
    def cells(self) -> int:
        return len(self.rows) * len(self.accounts) * len(self.clients) * len(ASKED)


@dataclass(frozen=True, slots=True)
class Cell:
    """Milliseconds and answers a second, medians of the rounds."""

    question: str
    rows: int
    accounts: int
    clients: int
    p50: float
    p99: float
    rate: float


def grow(
    server: Server,
    sizes: Sizes,
    *,
    rounds: int,
    seconds: float,
    copied: Callable[[], object],
    measured: Callable[[], object],
) -> list[Cell]:
    """Fill the database step by step and measure after each; half the rows are each tenant's.

    The ten accounts that are asked about have a full page of transactions from the first step on.
    """
    world.empty()
    tenants = [world.populate(f"member{count}", accounts=count) for count in sizes.accounts]
    stored, cells = 0, []
    for rows in sizes.rows:
        world.add_history(
            tenants,
            rows=(rows - stored) // len(tenants),
            first=stored // len(tenants),
            at_least=PAGE,
            progress=copied,
        )
        stored = rows
        world.settle()
        for tenant in tenants:
            for question in ASKED:
                asked = questions.exchanges(server, question, tenant)
                load(server.port, asked, clients=4, seconds=seconds)
                for clients in sizes.clients:
                    periods = [
                        load(server.port, asked, clients=clients, seconds=seconds) for _ in range(rounds)
                    ]
                    cells.append(
                        Cell(
                            question.name,
                            rows,
                            len(tenant.accounts),
                            clients,
                            statistics.median(each.percentile(50) for each in periods),
                            statistics.median(each.percentile(99) for each in periods),
                            statistics.median(each.rate for each in periods),
                        )
                    )
                    measured()
    return cells
