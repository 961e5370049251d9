"""Which version runs, and whether it can do its work."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache

from django.conf import settings
from prometheus_client.core import InfoMetricFamily, Metric

from openbanking.monitoring.metrics.gauges import counts
from openbanking.monitoring.readiness import READINESS


def families() -> Iterator[Metric]:
    yield InfoMetricFamily(
        "openbanking_build", "The version that runs; always 1.", value={"version": version()}
    )
    yield counts(
        "openbanking_ready",
        "Whether what the service needs is there, as /readyz checks it: 1 or 0.",
        ["check"],
        {(name,): int(check()) for name, check in READINESS.items()},
    )


@cache
def version() -> str:
    """Return the version of the project; it is written in pyproject.toml and nowhere else."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    return str(project["version"])
