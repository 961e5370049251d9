"""One run from the first row to the page of results."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from openbanking.models import Tenant, User
from tests import factories, visits, visits_of_admin
from tests.benchmarks.pages import past, report
from tests.benchmarks.pages.furnishing import furnish_pages
from tests.benchmarks.pages.measuring import Figures, measure
from tests.benchmarks.reads import contestants, cores, machine, world
from tests.visits import Looker, Visit

# How far back transactions and readings go: what pages show by default is within.
DAYS = 730


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is stored, in so many families, and how often each page is asked for."""

    command: str
    families: int
    connections: int
    accounts: int
    transactions: int
    requests: int

    @classmethod
    def full(cls) -> Plan:
        return cls("make bench-pages", 20, 1_000, 10_000, 1_000_000, 20)

    @classmethod
    def quick(cls) -> Plan:
        return cls("python -m tests.benchmarks.pages --quick", 2, 4, 20, 2_000, 3)

    def of_one(self, number: int) -> int:
        return number // self.families


def run(plan: Plan, url: str, into: Path) -> Path:
    """Fill this database, which is emptied, measure, and return the page that was written."""
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
    with progress, tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        batches = 2 * plan.families * -(-plan.of_one(plan.transactions) // world.BATCH)
        stored = progress.add_task("batches of rows", total=batches)
        member, staff = _fill(plan, lambda: progress.advance(stored))
        pages = list(_pages(member, staff))
        done = progress.add_task("pages", total=len(pages))
        figures: list[Figures] = []
        core = cores.Cores.choose().server
        with contestants.serving([contestants.OURS], url, core, Path(folder)) as (server,):
            for role, visit, by in pages:
                figures.append(measure(server.port, role, visit, by, requests=plan.requests))
                progress.advance(done)
    return report.write(plan, figures, machine.facts(url), f"{datetime.now(UTC):%Y-%m-%d}", into)


def _fill(plan: Plan, copied: Callable[[], object]) -> tuple[Looker, Looker]:
    """Store everything, and return a member of the first family and somebody of the staff."""
    world.empty()
    families = [
        world.populate(
            f"member-{number}",
            accounts=plan.of_one(plan.accounts),
            connections=plan.of_one(plan.connections),
        )
        for number in range(plan.families)
    ]
    rows = plan.of_one(plan.transactions)
    world.add_history(families, rows=rows, days=DAYS, progress=copied)
    user = User.objects.get(username="member-0")
    tenant = Tenant.objects.get(memberships__user=user)
    user.memberships.update(role="admin")
    past.remember()
    furnish_pages(tenant, user)
    world.settle()
    staff = factories.make_user("staff", is_staff=True, is_superuser=True)
    return Looker(user, tenant), Looker(staff, tenant)


def _pages(member: Looker, staff: Looker) -> Iterator[tuple[str, Visit, Looker]]:
    for visit in (*visits.OF_MEMBERS, *visits.OF_ADMINISTRATORS):
        yield "member", visit, member
    for visit in visits_of_admin.of_admin():
        yield "staff", visit, staff
