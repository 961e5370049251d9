"""When Powens was last read, for whom, and how the runs that did it ended."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min
from django.db.models.functions import Coalesce
from prometheus_client.core import Metric

from openbanking.models import Connection, SyncRun
from openbanking.monitoring.metrics.gauges import count, durations, moment, moments

# With more tenants than this only the one that waits longest is reported: a label is a series each.
MOST_TENANTS = 50


def families() -> Iterator[Metric]:
    yield from _last_syncs()
    yield from _runs()


def _last_syncs() -> Iterator[Metric]:
    """Tell since when all connections are read; one that never was waits since it is known."""
    synced = list(
        Connection.objects.filter(vanished_at__isnull=True)
        .values("tenant__slug")
        .annotate(at=Min(Coalesce("last_read_at", "created_at")))
        .order_by("at")[: MOST_TENANTS + 1]
    )
    yield moment(
        "openbanking_last_sync_timestamp_seconds",
        "When the connection that waits longest was last read at Powens.",
        synced[0]["at"] if synced else None,
    )
    few = synced if len(synced) <= MOST_TENANTS else []
    yield moments(
        "openbanking_tenant_last_sync_timestamp_seconds",
        "When the tenant's connection that waits longest was last read at Powens.",
        ["tenant"],
        {(each["tenant__slug"],): each["at"] for each in few},
    )


def _runs() -> Iterator[Metric]:
    last = [
        ((each.status,), each.started_at, each.finished_at)
        for each in SyncRun.objects.last_of_each_status()
        if each.finished_at
    ]
    yield moments(
        "openbanking_run_finished_timestamp_seconds",
        "When a sync run last ended with this status.",
        ["status"],
        {status: finished_at for status, _, finished_at in last},
    )
    yield durations(
        "openbanking_run_duration_seconds",
        "How long the run took that last ended with this status.",
        ["status"],
        {status: finished_at - started_at for status, started_at, finished_at in last},
    )
    running = SyncRun.objects.running().aggregate(size=Count("pk"), since=Min("started_at"))
    yield count("openbanking_runs_running", "Sync runs in progress.", running["size"])
    yield moment(
        "openbanking_run_started_timestamp_seconds",
        "When the longest of the runs in progress began.",
        running["since"],
    )
