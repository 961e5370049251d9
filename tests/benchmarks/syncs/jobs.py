"""Jobs of the queue done by workers in processes of their own, as a second machine starts them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg

from tests.benchmarks.syncs.run import ROOT, Place, bank, once

ROWS = 20
PATIENCE = 300.0

DONE = """
select count(*), extract(epoch from max(at) filter (where type = 'succeeded') - min(at))
from procrastinate_events join procrastinate_jobs on procrastinate_jobs.id = job_id
where queue_name = 'sync' and type in ('started', 'succeeded')
"""


def jobs_a_second(place: Place, users: int, workers: int) -> float:
    """Return how many users a second such workers read, in whom nothing happened.

    From when the first job is begun until the last is done; workers are there before.
    """
    with place.database() as url, bank(ROWS) as base_url, ExitStack() as running:
        once(url, base_url, "ours", f"--users={users}", "--workers=2")
        with psycopg.connect(url, autocommit=True) as database:
            for _ in range(workers):
                running.enter_context(_worker(url, base_url))
            _until(database, "select count(*) from procrastinate_workers", workers)
            subprocess.run(
                [sys.executable, "manage.py", "sync_powens", "--enqueue"],
                cwd=ROOT,
                env=_environment(url, base_url),
                stdout=subprocess.DEVNULL,
                check=True,
            )
            seconds = _until(database, DONE, 2 * users)
    return users / seconds


def _until(database: psycopg.Connection, question: str, wanted: int) -> float:
    """Ask until the count is as wanted, and return what stands beside it; raises TimeoutError."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        row = database.execute(question.encode()).fetchone()
        assert row is not None
        if row[0] >= wanted:
            return float(row[-1])
        time.sleep(0.1)
    raise TimeoutError("The workers did not do their jobs.")


@contextmanager
def _worker(url: str, base_url: str) -> Iterator[None]:
    """Run a worker for as long as the context lasts; it is then told to end, and waited for."""
    with subprocess.Popen(
        [sys.executable, "manage.py", "procrastinate", "worker"],
        cwd=ROOT,
        env=_environment(url, base_url),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as started:
        try:
            yield
        finally:
            started.terminate()


def _environment(url: str, base_url: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.syncs.settings",
        "BANK": base_url,
        "LOG_LEVEL": "ERROR",
    }
