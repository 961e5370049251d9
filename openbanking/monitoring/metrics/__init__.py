"""What Prometheus reads: counters of this process, and gauges asked of the database at each scrape."""

from __future__ import annotations

from prometheus_client import REGISTRY, CollectorRegistry

from openbanking.monitoring.metrics.collector import DatabaseCollector

# Not the default registry itself: whoever reads that one needs no database.
registry = CollectorRegistry()
registry.register(REGISTRY)
registry.register(DatabaseCollector())

__all__ = ["registry"]
