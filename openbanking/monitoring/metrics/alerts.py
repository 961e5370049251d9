"""What people asked to be told, and whether it reached them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q
from prometheus_client.core import Metric

from openbanking.models import Alert, AlertDelivery, AlertKind
from openbanking.monitoring.metrics.gauges import Labels, counts


def families() -> Iterator[Metric]:
    by_kind = (
        Alert.objects.filter(test=False)
        .values_list("rule__kind")
        .annotate(raised=Count("pk"), still_open=Count("pk", filter=Q(resolved_at__isnull=True)))
        .order_by()
    )
    raised: dict[Labels, int] = {(kind,): 0 for kind in AlertKind.values}
    still_open = dict(raised)
    for kind, in_all, now in by_kind:
        raised[kind,], still_open[kind,] = in_all, now
    yield counts(
        "openbanking_alerts_raised", "Alerts in the log, by what they are about.", ["kind"], raised
    )
    yield counts(
        "openbanking_alerts_open",
        "Alerts that are not over, by what they are about.",
        ["kind"],
        still_open,
    )
    by_state = AlertDelivery.objects.values_list("state").annotate(size=Count("pk")).order_by()
    found = dict.fromkeys(AlertDelivery.State.values, 0) | dict(by_state)
    yield counts(
        "openbanking_alert_deliveries",
        "Mails and webhooks about alerts, by what became of them; failed ones were given up.",
        ["state"],
        {(state,): size for state, size in found.items()},
    )
