"""Jobs of the queue as if they had been there for long: its own functions write the present time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection


def set_back(jobs: Mapping[int, str], *, to: datetime) -> None:
    """Give jobs a status, and all their events a time; triggers of the queue add some by themselves."""
    with connection.cursor() as cursor:
        for job, status in jobs.items():
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s",
                [status, job],
            )
            cursor.execute("UPDATE procrastinate_events SET at = %s WHERE job_id = %s", [to, job])
