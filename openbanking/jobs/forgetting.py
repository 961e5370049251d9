"""Jobs about Powens users who are no more."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from openbanking.jobs.requests import has_queue


def forget_jobs_of(users: Sequence[UUID]) -> int:
    """Delete every job about these Powens users that no worker is at, and return how many."""
    if not has_queue():
        return 0
    with connection.cursor() as cursor:
        # Procrastinate's models refuse to delete; events of a job go with it.
        cursor.execute(
            "DELETE FROM procrastinate_jobs "
            "WHERE args->>'powens_user_id' = ANY(%s) AND status <> 'doing'",
            [[str(each) for each in users]],
        )
        return int(cursor.rowcount)
