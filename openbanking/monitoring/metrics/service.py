"""Which version runs, and whether it can do its work."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from prometheus_client.core import InfoMetricFamily, Metric

from openbanking.monitoring.metrics.gauges import counts
from openbanking.monitoring.readiness import READINESS


def families() -> Iterator[Metric]:
    yield InfoMetricFamily(
        "openbanking_build", "The version that runs; always 1.", value={"version": settings.VERSION}
    )
    yield counts(
        "openbanking_ready",
        "Whether what the service needs is there, as /readyz checks it: 1 or 0.",
        ["check"],
        {(name,): int(check()) for name, check in READINESS.items()},
    )
