"""How far the audit goes, so that Prometheus notices where its end is cut off, and who looked last."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import Metric

from openbanking.models import AuditChain
from openbanking.monitoring.metrics.gauges import count, moment


def families() -> Iterator[Metric]:
    chain = AuditChain.objects.first() or AuditChain()
    yield count(
        "openbanking_audit_last_sequence",
        "The place of the last record of the audit; it never goes back.",
        chain.last_sequence,
    )
    yield moment(
        "openbanking_audit_verified_timestamp_seconds",
        "When verify_audit last found the audit sound.",
        chain.verified_at,
    )
