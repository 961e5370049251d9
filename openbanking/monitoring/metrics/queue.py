"""The queue of syncs on request, where there is one.

On SQLite syncs run in the process that is asked, so these metrics are absent there: a queue that shows
0 would look like one that is worked off.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import Metric

from openbanking.jobs import has_queue
from openbanking.monitoring.metrics.gauges import counts, moment


def families(*, now: datetime) -> Iterator[Metric]:
    if not has_queue():
        return
    # Imported here: the tables exist on PostgreSQL only.
    from openbanking.jobs.queue import job_counts, waiting_since

    yield counts(
        "openbanking_queue_jobs",
        "Jobs in the queue, by status.",
        ["status"],
        {(status,): size for status, size in job_counts().items()},
    )
    yield moment(
        "openbanking_queue_waiting_since_timestamp_seconds",
        "Since when the job that waits longest could have been taken by a worker.",
        waiting_since(now=now),
    )
