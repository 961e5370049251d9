"""The open part of a record: only what is known is in it."""

from __future__ import annotations

from datetime import datetime

from openbanking.balances.freshness import Assessment
from openbanking.models import Connection

Metadata = dict[str, object]


def known(**items: object) -> Metadata:
    """Return the items that have a value: no nulls and no empty text."""
    return {name: value for name, value in items.items() if value is not None and value != ""}


def freshness_part(assessment: Assessment, connection: Connection) -> Metadata:
    """Return how fresh a balance is, why, and when the next one is expected."""
    return known(
        freshness=str(assessment.freshness),
        staleReason=assessment.reason,
        nextSyncExpectedAt=_next_sync_expected_at(connection),
    )


def _next_sync_expected_at(connection: Connection) -> datetime | None:
    return None if connection.vanished_at else connection.next_try_at
