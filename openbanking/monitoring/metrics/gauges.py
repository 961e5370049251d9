"""How counts and moments are written as metrics.

A count is there from the start, with 0, so that rules can be written about it. A moment is there once it
has come; how long ago that was is for Prometheus to say, which has a clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from prometheus_client.core import GaugeMetricFamily

Labels = tuple[str, ...]


def count(name: str, meaning: str, value: int) -> GaugeMetricFamily:
    """Return a gauge of how many there are."""
    return GaugeMetricFamily(name, meaning, value=value)


def counts(
    name: str, meaning: str, labels: Sequence[str], values: Mapping[Labels, int]
) -> GaugeMetricFamily:
    """Return a gauge of how many there are of each kind."""
    return _gauge(name, meaning, labels, values)


def moment(name: str, meaning: str, at: datetime | None) -> GaugeMetricFamily:
    """Return a gauge of when something happened, in seconds since 1970; without a value if never."""
    return moments(name, meaning, (), {} if at is None else {(): at})


def moments(
    name: str, meaning: str, labels: Sequence[str], values: Mapping[Labels, datetime]
) -> GaugeMetricFamily:
    """Return a gauge of when something last happened, of each kind."""
    seconds = {kind: at.timestamp() for kind, at in values.items()}
    return _gauge(name, meaning, labels, seconds, unit="seconds")


def durations(
    name: str, meaning: str, labels: Sequence[str], values: Mapping[Labels, timedelta]
) -> GaugeMetricFamily:
    """Return a gauge of how long something took, of each kind, in seconds."""
    seconds = {kind: took.total_seconds() for kind, took in values.items()}
    return _gauge(name, meaning, labels, seconds, unit="seconds")


def _gauge(
    name: str,
    meaning: str,
    labels: Sequence[str],
    values: Mapping[Labels, float],
    unit: str = "",
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, meaning, labels=labels, unit=unit)
    for kind, value in values.items():
        family.add_metric(kind, value)
    return family
