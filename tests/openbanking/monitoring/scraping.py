"""Reading metrics in tests, as families or as a scrape of the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from prometheus_client import Metric

Values = dict[str, dict[tuple[str, ...], float]]


def values_of(families: Iterable[Metric]) -> Values:
    """Return the values of metrics by their names and the values of their labels."""
    found: Values = defaultdict(dict)
    for family in families:
        for sample in family.samples:
            found[sample.name][tuple(sample.labels.values())] = sample.value
    return found
