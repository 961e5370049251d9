"""Gauges that are true of every process alike, because they are read from the database."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from openbanking.monitoring.metrics import alerts, audit, banks, figures, queue, review, service, syncs


class DatabaseCollector(Collector):
    """Reads the state of the service anew at each scrape, in a fixed number of statements.

    A database that fails fails the scrape, which Prometheus notices; gauges that were left out instead
    would look like troubles that are over.
    """

    def collect(self) -> Iterator[Metric]:
        now = timezone.now()
        yield from service.families()
        yield from syncs.families()
        yield from banks.families()
        yield from figures.families(now=now)
        yield from review.families()
        yield from alerts.families()
        yield from audit.families()
        yield from queue.families(now=now)
