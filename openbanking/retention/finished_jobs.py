"""Jobs of the queue that are done, or given up: Procrastinate deletes them by its own statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from openbanking.jobs import has_queue


@dataclass(frozen=True, slots=True)
class FinishedJobs:
    """Jobs with the events of them, where there is a queue."""

    name: str
    setting: str

    def count(self, before: datetime) -> int:
        """Count the jobs that have been over since before that time."""
        if not has_queue():
            return 0
        # Imported here: the app that defines them is installed on PostgreSQL only.
        from openbanking.jobs import queue

        return queue.finished(before)

    def forget(self, before: datetime) -> Iterator[int]:
        """Delete them, all in one statement of Procrastinate's."""
        if has_queue():
            from openbanking.jobs import queue

            yield queue.forget_finished(before)
