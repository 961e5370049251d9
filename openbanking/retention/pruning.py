"""Prune: every kind in turn, never two processes at the same time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError

from openbanking.retention.kind import Kind, kept_until
from openbanking.sync import lock

logger = logging.getLogger(__name__)

LOCK = "prune"


class AlreadyPruning(Exception):
    """Another process is pruning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What became of one kind."""

    kind: Kind
    # What had to be older to go; None where all of it is kept.
    before: datetime | None
    rows: int = 0
    failed: bool = False


def prune(
    kinds: Iterable[Kind],
    *,
    now: datetime,
    dry_run: bool = False,
    progress: Callable[[Kind, int], None] = lambda kind, rows: None,
) -> list[Pruned]:
    """Delete what is past its time, or count it. Raises AlreadyPruning.

    `progress` is called with how many rows each transaction deleted. One kind that fails keeps no other
    from going.
    """
    with lock(LOCK) as taken:
        if not taken:
            raise AlreadyPruning
        return [_prune(kind, now, dry_run, progress) for kind in kinds]


def _prune(kind: Kind, now: datetime, dry_run: bool, progress: Callable[[Kind, int], None]) -> Pruned:
    before, rows = kept_until(kind, now=now), 0
    if before is None:
        return Pruned(kind=kind, before=None)
    try:
        if dry_run:
            return Pruned(kind=kind, before=before, rows=kind.count(before))
        for deleted in kind.forget(before):
            rows += deleted
            progress(kind, deleted)
    except DatabaseError:
        logger.exception("%s could not be pruned", kind.name)
        return Pruned(kind=kind, before=before, rows=rows, failed=True)
    return Pruned(kind=kind, before=before, rows=rows)
