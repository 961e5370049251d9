"""Removing the beginning of the chain once it is old enough, and keeping where it begins since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from openbanking.models import AuditRecord
from openbanking.trail.appending import append, locked, sign
from openbanking.trail.verification import Anchor, verify

PRUNED = "audit.pruned"
# So many records a transaction.
BATCH = 2_000


def prune(before: datetime) -> Iterator[int]:
    """Remove what was done before an instant, and yield how many records each transaction removed.

    The hash of the last of them is kept as the one that the chain begins after, signed, and stands in
    the chain as well. Raises IntegrityError for a chain that is not sound, which would be so afterwards.
    """
    end = last_before(before)
    if end is not None:
        if not verify().is_sound:
            raise IntegrityError("The audit is not sound, and none of it is removed: see verify_audit.")
        _begin_after(end)
        gone = AuditRecord.objects.filter(sequence__lte=end.sequence).order_by("sequence")
        while batch := list(gone.values_list("pk", flat=True)[:BATCH]):
            removed, _ = AuditRecord.objects.filter(pk__in=batch).delete()
            yield removed


def last_before(before: datetime) -> AuditRecord | None:
    """Return the last record of the beginning in which everything was done before an instant."""
    kept = AuditRecord.objects.filter(last_at__gte=before).order_by("sequence").first()
    records = AuditRecord.objects.order_by("-sequence")
    if kept is not None:
        records = records.filter(sequence__lt=kept.sequence)
    return records.first()


def _begin_after(end: AuditRecord) -> None:
    """Let the chain begin after a record, and put that on record."""
    now = timezone.now()
    note = AuditRecord(
        first_at=now,
        last_at=now,
        count=1,
        channel="command",
        operation=PRUNED,
        version=settings.VERSION,
        about=str(Anchor(end.sequence, end.hash)),
    )
    with transaction.atomic():
        append([note])
        chain = locked()
        chain.pruned_sequence, chain.pruned_hash = end.sequence, end.hash
        sign(chain)
