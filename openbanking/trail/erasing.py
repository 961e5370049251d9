"""Emptying what the chain says of a tenant, so that it stays a chain: each record's digest is left."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone

from openbanking.models import AuditRecord
from openbanking.trail.appending import append, locked
from openbanking.trail.hashing import sha256

ERASED = "audit.erased"
# What is left of a record is when it was, its digest, and its place.
EMPTY = {
    "user_id": None,
    "count": 0,
    **dict.fromkeys(
        (
            *("token", "channel", "address", "operation", "version"),
            *("tenant", "account", "about", "salt"),
        ),
        "",
    ),
}


def erase(tenant: str) -> int:
    """Empty every record about a tenant, and put on record how many and which ones.

    To be called in a transaction. Returns how many there were. Raises what the database raises.
    """
    locked()  # nothing is added about this tenant in between
    theirs = AuditRecord.objects.filter(tenant=tenant)
    sequences = list(theirs.order_by("sequence").values_list("sequence", flat=True))
    if not sequences:
        return 0
    now = timezone.now()
    erasure = AuditRecord(
        first_at=now,
        last_at=now,
        count=1,
        channel="command",
        operation=ERASED,
        version=settings.VERSION,
        about=erased_text(sequences),
    )
    append([erasure])
    return theirs.update(**EMPTY, erased_by=erasure.sequence)


def erased_text(sequences: Sequence[int]) -> str:
    """Return what the record of an erasure says of those it emptied: the first, how many, a digest."""
    ordered = sorted(sequences)
    return f"{ordered[0]} {len(ordered)} {sha256(ordered)}" if ordered else ""
