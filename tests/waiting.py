"""Jobs that wait in the queue: a flush of the tables leaves them, since no model of ours has them."""

from __future__ import annotations

from django.db import connection

from openbanking.jobs import has_queue


def forget_jobs() -> None:
    """Leave no job to the tests that follow."""
    if has_queue():
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
