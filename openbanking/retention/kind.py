"""One kind of rows that are kept for a time: which of them are past it, and how they go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

# So many rows a transaction: others wait for none of them longer than that takes.
BATCH = 2_000


class Kind(Protocol):
    """What `prune` asks of a kind: rows of models are `Rows`, anything else has a class of its own."""

    @property
    def name(self) -> str:
        """Return what it is called in what `prune` prints, and asked for by `--only`."""
        ...

    @property
    def setting(self) -> str:
        """Return the setting with the days it is kept for; empty for what has a rule of its own."""
        ...

    def count(self, before: datetime) -> int:
        """Count what is past its time."""
        ...

    def forget(self, before: datetime) -> Iterator[int]:
        """Delete what is past its time in transactions of its own, and yield how much each deleted."""
        ...


def kept_until(kind: Kind, *, now: datetime) -> datetime | None:
    """Return what has to be older to go, None for a kind that is kept for ever.

    A kind without a setting is given the present, and knows by itself what has no more use.
    """
    if not kind.setting:
        return now
    days: int = getattr(settings, kind.setting)
    return now - timedelta(days=days) if days else None


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of models. What refers to them goes with them, or forgets them, as the models say."""

    name: str
    setting: str
    # Returns a queryset for each model, given what has to be older; those named first go first.
    old: Callable[[datetime], tuple[QuerySet[Any], ...]]
    batch: int = BATCH

    def count(self, before: datetime) -> int:
        """Count the rows that are past their time; some may be so only once others have gone."""
        return sum(rows.order_by().count() for rows in self.old(before))

    def forget(self, before: datetime) -> Iterator[int]:
        """Delete them; a row that somebody else holds at the moment is left for the next time."""
        return chain.from_iterable(self._forget(rows) for rows in self.old(before))

    def _forget(self, rows: QuerySet[Any]) -> Iterator[int]:
        rows = rows.order_by("pk").select_for_update(skip_locked=True, of=("self",))
        last = None
        while True:
            further = rows if last is None else rows.filter(pk__gt=last)
            with transaction.atomic():
                batch = list(further.values_list("pk", flat=True)[: self.batch])
                if not batch:
                    return
                _, deleted = rows.model._base_manager.filter(pk__in=batch).delete()
            yield deleted.get(rows.model._meta.label, 0)
            last = batch[-1]
