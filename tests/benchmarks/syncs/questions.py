"""What is asked: how quick, how much memory, how many at once, and what a full database costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from tests.benchmarks.syncs.jobs import jobs_a_second
from tests.benchmarks.syncs.run import Figures, Place, Plan, bank, medians, once

# Rows of the second user's accounts, copied as often as there are to be stored.
SEED = """
create temporary table seed as
select row_number() over (order by id) as number, * from openbanking_transaction
where external_id like '2%'
"""
# Ids ascend, as those of the service do.
FILL = """
insert into openbanking_transaction (id, external_id, {columns})
select ('00000000-0000-7000-8000-' || lpad(to_hex(n * 1000 + number), 12, '0'))::uuid,
    n || '-' || external_id, {columns}
from generate_series({first}, {last}) as n, seed
"""
SIZE = "select pg_total_relation_size('openbanking_transaction')"
INDEX = "select indexdef from pg_indexes where indexname = 'transaction_by_words'"
FILLING, BATCH = 1_000, 100
DELAY = 0.05
# Seconds that the slow bank takes for each answer.
SLOW = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A first sync and one more beside the rows of another, of which each takes so many bytes."""

    first: Figures
    again: Figures
    bytes_a_row: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What a first sync takes each contestant, and one over what it brought."""

    first: dict[str, Figures]
    again: dict[str, Figures]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All that a run found out: at a bank that answers at once and a slow one, by size, users, rows."""

    compared: Compared
    waiting: Compared
    memory: dict[int, Figures]
    workers: dict[int, float]
    quiet: dict[int, float]
    jobs: dict[int, float]
    stored: dict[int, Beside]


def ask(plan: Plan, place: Place, done: Callable[[str], None]) -> Results:
    """Ask everything; `done` is told what is asked next."""
    done("first sync and again")
    compared = _compare(plan, place, {"bare": plan.rows, "ours": plan.rows, "orm": plan.orm_rows})
    done("the same at a slow bank")
    waiting = _compare(plan, place, {"bare": plan.rows, "ours": plan.rows}, delay=SLOW)
    done("memory")
    memory = {size: _first(place, size) for size in plan.sizes}
    done("workers")
    workers = {number: _quiet(place, plan.users_at_once, number, DELAY) for number in plan.workers}
    done("users in whom nothing happens")
    quiet = {users: _quiet(place, users, 1, 0.0) for users in plan.quiet_users}
    done("jobs")
    jobs = {number: jobs_a_second(place, plan.jobs, number) for number in plan.workers_of_jobs}
    done("a full database")
    stored = {rows: _beside(place, plan.rows, rows) for rows in plan.stored}
    return Results(
        compared=compared,
        waiting=waiting,
        memory=memory,
        workers=workers,
        quiet=quiet,
        jobs=jobs,
        stored=stored,
    )


def _compare(plan: Plan, place: Place, contestants: dict[str, int], *, delay: float = 0.0) -> Compared:
    first: dict[str, list[Figures]] = {}
    again: dict[str, list[Figures]] = {}
    for _ in range(plan.rounds):
        for contestant, rows in contestants.items():
            with place.database() as url, bank(rows, delay=delay) as base_url:
                first.setdefault(contestant, []).append(once(url, base_url, contestant))
                again.setdefault(contestant, []).append(once(url, base_url, contestant, "--again"))
    return Compared(
        first={name: medians(rounds) for name, rounds in first.items()},
        again={name: medians(rounds) for name, rounds in again.items()},
    )


def _first(place: Place, rows: int) -> Figures:
    with place.database() as url, bank(rows) as base_url:
        return once(url, base_url, "ours")


def _quiet(place: Place, users: int, workers: int, delay: float) -> float:
    """Return how many users a second are read in whom nothing happened since the last time."""
    asked = (f"--users={users}", f"--workers={workers}")
    with place.database() as url:
        with bank(20) as base_url:
            once(url, base_url, "ours", f"--users={users}", "--workers=2")
        with bank(20, delay=delay) as base_url:
            return users / once(url, base_url, "ours", *asked).seconds


def _beside(place: Place, rows: int, stored: int) -> Beside:
    """Return what a first sync, and one over what it brought, take beside so many rows of another."""
    with place.database() as url:
        with bank(FILLING) as base_url:
            once(url, base_url, "ours", "--users=2", "--only=2")
        with psycopg.connect(url, autocommit=True) as connection:
            size = _fill(connection, stored)
        with bank(rows) as base_url:
            return Beside(
                first=once(url, base_url, "ours", "--only=1"),
                again=once(url, base_url, "ours", "--only=1", "--again"),
                bytes_a_row=size / stored,
            )


def _fill(connection: psycopg.Connection, stored: int) -> int:
    """Copy rows until there are so many more, and return how many bytes they take with their indexes.

    The index of words is made anew afterwards: filling it row by row takes ten times as long.
    """
    index = connection.execute(INDEX.encode()).fetchall()[0][0]
    connection.execute("drop index transaction_by_words")
    connection.execute(SEED.encode())
    found = connection.execute("select * from openbanking_transaction limit 0").description or []
    columns = ", ".join(each.name for each in found if each.name not in ("id", "external_id"))
    times = max(1, stored // FILLING)
    for first in range(1, times + 1, BATCH):
        last = min(times, first + BATCH - 1)
        connection.execute(FILL.format(first=first, last=last, columns=columns).encode())
    connection.execute(index)
    connection.execute("vacuum analyze openbanking_transaction")
    size: int = connection.execute(SIZE.encode()).fetchall()[0][0]
    return size
