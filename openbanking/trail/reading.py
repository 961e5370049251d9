"""Reading the chain, however long it is."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from openbanking.models import AuditRecord

# So many at once: the whole of it is more than a process has memory for.
TOGETHER = 2_000


def in_order(records: QuerySet[AuditRecord], *, after: int = 0) -> Iterator[AuditRecord]:
    """Yield records as they follow each other, from behind a place in the chain."""
    rows, last = records.order_by("sequence"), after
    while page := list(rows.filter(sequence__gt=last)[:TOGETHER]):
        yield from page
        last = page[-1].sequence
