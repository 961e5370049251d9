"""The open part of a record, as far as balances and accounts share it: how fresh a figure is."""

from __future__ import annotations

from datetime import datetime

from contracts import Values


class Freshness(Values, kw_only=True):
    """How fresh a balance is, why it is stale, and when the next one is expected."""

    freshness: str
    stale_reason: str | None = None
    next_sync_expected_at: datetime | None = None
