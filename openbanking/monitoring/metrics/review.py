"""What waits for staff."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from prometheus_client.core import Metric

from openbanking.models import Discrepancy, MergeProposal, QuarantinedReading
from openbanking.monitoring.metrics.gauges import count, counts


def families() -> Iterator[Metric]:
    yield count(
        "openbanking_quarantined_readings",
        "Implausible readings that wait for staff.",
        QuarantinedReading.objects.waiting().count(),
    )
    yield count(
        "openbanking_merge_proposals",
        "Proposed merges of accounts that wait for staff.",
        MergeProposal.objects.waiting().count(),
    )
    by_kind = Discrepancy.objects.open().values_list("kind").annotate(size=Count("pk")).order_by()
    found = dict.fromkeys(Discrepancy.Kind.values, 0) | dict(by_kind)
    yield counts(
        "openbanking_discrepancies",
        "Open discrepancies, by which sums do not agree.",
        ["kind"],
        {(kind,): size for kind, size in found.items()},
    )
