"""How old the figures are that are served."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Min
from prometheus_client.core import Metric

from openbanking.balances.freshness import freshness_counts
from openbanking.models import Account
from openbanking.monitoring.metrics.gauges import counts, moment


def families(*, now: datetime) -> Iterator[Metric]:
    accounts = Account.objects.all()
    yield counts(
        "openbanking_accounts",
        "Live accounts, by the freshness of their figures.",
        ["freshness"],
        {(freshness,): size for freshness, size in freshness_counts(accounts, now=now).items()},
    )
    yield moment(
        "openbanking_oldest_balance_timestamp_seconds",
        "Bank time of the oldest balance of a live account.",
        accounts.live().aggregate(at=Min("balances__as_of"))["at"],
    )
