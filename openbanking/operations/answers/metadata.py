"""The open part of a record: only what is known is said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from openbanking.balances.freshness import Assessment
from openbanking.models import Connection


def known(**items: Any) -> dict[str, Any]:
    """Return the items that have something to say: no nulls and no empty text."""
    return {name: value for name, value in items.items() if value is not None and value != ""}


def freshness_part(assessment: Assessment, connection: Connection) -> dict[str, Any]:
    """Return the part that says how old a figure is, why, and when the next one is expected."""
    return known(
        freshness=str(assessment.freshness),
        staleReason=assessment.reason,
        nextSyncExpectedAt=_expected(connection),
    )


def _expected(connection: Connection) -> datetime | None:
    return None if connection.vanished_at else connection.next_try_at
