"""What Prometheus reads: counters of the processes, and gauges asked of the database at each scrape."""

from __future__ import annotations

import os

from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from openbanking.monitoring.metrics.collector import DatabaseCollector

# Not the default registry itself: whoever reads that one needs no database.
registry = CollectorRegistry()
if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
    # Several processes behind one address: each keeps its counters there, and a scrape sums them up.
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
else:
    registry.register(REGISTRY)
registry.register(DatabaseCollector())

__all__ = ["registry"]
