"""The audit: entries by day as any rows, and records from the beginning of their chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from openbanking.models import AuditEntry, AuditRecord
from openbanking.retention.kind import Rows
from openbanking.trail.pruning import last_before, prune


@dataclass(frozen=True, slots=True)
class Audited:
    """Who read and did what, by day and record by record."""

    name: str
    setting: str

    def count(self, before: datetime) -> int:
        """Count both: a record that stands behind a newer one is not past its time."""
        end = last_before(before)
        records = 0 if end is None else AuditRecord.objects.filter(pk__lte=end.pk).count()
        return records + self._entries.count(before)

    def forget(self, before: datetime) -> Iterator[int]:
        """Delete both; raises IntegrityError for a chain that is not sound."""
        yield from prune(before)
        yield from self._entries.forget(before)

    @property
    def _entries(self) -> Rows:
        return Rows(
            self.name, self.setting, lambda before: (AuditEntry.objects.filter(day__lt=before.date()),)
        )
