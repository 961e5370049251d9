"""One run: each thing is measured several times, in turn, in a process and a database of its own."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    command: str
    rows: int
    orm_rows: int
    sizes: tuple[int, ...]
    workers: tuple[int, ...]
    users_at_once: int
    quiet_users: tuple[int, ...]
    jobs: int
    workers_of_jobs: tuple[int, ...]
    stored: tuple[int, ...]
    rounds: int

    @classmethod
    def full(cls) -> Plan:
        return cls(
            "make bench-sync",
            rows=45_000,
            orm_rows=2_000,
            sizes=(10_000, 100_000, 1_000_000),
            workers=(1, 2, 4, 8),
            users_at_once=64,
            quiet_users=(1, 30, 300, 1_000),
            jobs=300,
            workers_of_jobs=(1, 4),
            stored=(100_000, 1_000_000, 10_000_000),
            rounds=3,
        )

    @classmethod
    def quick(cls) -> Plan:
        return cls(
            "python -m tests.benchmarks.syncs --quick",
            rows=3_000,
            orm_rows=200,
            sizes=(2_000, 6_000),
            workers=(1, 2),
            users_at_once=3,
            quiet_users=(1, 3),
            jobs=6,
            workers_of_jobs=(1, 2),
            stored=(1_000, 5_000),
            rounds=1,
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """What one thing took, as the medians of its rounds."""

    seconds: float
    rows: int
    megabytes: float
    logged: float

    @property
    def rate(self) -> float:
        """Return the rows read a second."""
        return self.rows / self.seconds


@dataclass(frozen=True, slots=True)
class Place:
    """A server, and a database on it that has our tables and nothing in them."""

    server: str
    template: str

    @contextmanager
    def database(self) -> Iterator[str]:
        """Make a copy of the empty database, yield its address, and drop it."""
        name = f"{self.template}_copy"
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f"create database {name} template {self.template}".encode())
        try:
            yield urlsplit(self.server)._replace(path=f"/{name}").geturl()
        finally:
            with psycopg.connect(self.server, autocommit=True) as connection:
                connection.execute(f"drop database {name} with (force)".encode())


@contextmanager
def bank(rows: int, *, delay: float = 0.0) -> Iterator[str]:
    """Serve a bank in a process of its own; yields its base URL."""
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.syncs.bank",
        f"--rows={rows}",
        f"--delay={delay}",
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        try:
            yield f"http://127.0.0.1:{port}/2.0"
        finally:
            process.terminate()


def once(url: str, base_url: str, contestant: str, *more: str) -> Figures:
    """Measure one thing in a process of its own."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.benchmarks.syncs.measure",
            contestant,
            f"--bank={base_url}",
            *more,
        ],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Figures(**json.loads(done.stdout.splitlines()[-1]))


def medians(rounds: list[Figures]) -> Figures:
    """Return the medians of what rounds took."""
    return Figures(
        seconds=statistics.median(each.seconds for each in rounds),
        rows=rounds[0].rows,
        megabytes=statistics.median(each.megabytes for each in rounds),
        logged=statistics.median(each.logged for each in rounds),
    )
