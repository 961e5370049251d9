"""What the runner remembers and has no more use for."""

from __future__ import annotations

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
