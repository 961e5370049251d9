"""Jobs that wait in the queue: a flush of the tables leaves them, since no model of ours has them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import connection, connections

from openbanking.jobs import has_queue


@contextmanager
def no_connection_kept() -> Iterator[None]:
    """Have the threads of workers close their connections after each job: they end with the block."""
    with patch.dict(connections.settings["default"], CONN_MAX_AGE=0):
        yield


def work_off_the_queue() -> None:
    """Do every job that waits."""
    with no_connection_kept():
        call_command("procrastinate", "worker", "--one-shot")


def set_status(job: Any, status: str) -> None:
    """Have a job in a status, as whatever worker left it there."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, job.pk])


def forget_jobs() -> None:
    """Leave no job to the tests that follow."""
    if has_queue():
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture(autouse=True)
def no_job_is_left(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Empty the queue after each test whose transactions are real, as the other tables are emptied.

    What such a test left would be found by whichever test of the same process counts jobs later.
    """
    yield
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction")
    if commits or {"transactional_db", "live_server"} & {*request.fixturenames}:
        with django_db_blocker.unblock():
            forget_jobs()
