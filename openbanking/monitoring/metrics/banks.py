"""How the connections to banks are, and the Powens users behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, Q
from prometheus_client.core import Metric

from openbanking.health.states import condition_counts
from openbanking.models import Connection, PowensUser
from openbanking.monitoring.metrics.gauges import Labels, counts


def families() -> Iterator[Metric]:
    yield counts(
        "openbanking_connections",
        "Connections to banks, by their condition and who must act.",
        ["status", "who_must_act"],
        _connections(),
    )
    refused = Q(rejected_at__isnull=False)
    users = PowensUser.objects.filter(unlinked_at__isnull=True).aggregate(
        accepted=Count("pk", filter=~refused), refused=Count("pk", filter=refused)
    )
    yield counts(
        "openbanking_powens_users",
        "Linked Powens users, by whether Powens accepts their token.",
        ["token"],
        {(token,): size for token, size in users.items()},
    )


def _connections() -> Counter[Labels]:
    by_labels: Counter[Labels] = Counter()
    for condition, size in condition_counts(Connection.objects.all()).items():
        by_labels[condition.status, condition.who_must_act] += size
    return by_labels
