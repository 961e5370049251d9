"""What the runner remembers: what it has no more use for, and what is of one tenant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from contracts.execution import idempotency, rates
from contracts.models import CallCount, RememberedAnswer


def past_use(now: datetime) -> tuple[QuerySet[Any], ...]:
    """Return the rows that no call is answered or counted by any more, a queryset for each model.

    Calls forget them as they come; where none come, they wait for whoever prunes.
    """
    return (
        RememberedAnswer.objects.filter(started_at__lt=now - idempotency.KEPT),
        CallCount.objects.filter(minute__lt=now - 2 * rates.MINUTE),
    )


def remembered_of(tenant: object, callers: Iterable[object]) -> tuple[QuerySet[Any], ...]:
    """Return what was answered to these callers, and how often calls about a tenant were counted.

    A queryset for each model. Whoever erases a tenant deletes them.
    """
    return (
        RememberedAnswer.objects.filter(caller__in=[str(each) for each in callers]),
        CallCount.objects.filter(bucket__endswith=f"tenant {tenant}"),
    )
