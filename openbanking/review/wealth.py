"""What accounts hold and owe, when two of them are made one, and when that is taken back.

A row that both have stays where it is: the next sync finds that of the kept account, which goes on. A
row that only the other has changes hands. Of a line that both have, the history comes together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import models

from openbanking.models import (
    Account,
    AccountOwner,
    Holding,
    HoldingReading,
    HoldingValue,
    LoanPayment,
    MarketOrder,
    Pocket,
)
from openbanking.models.holdings import HoldingFigures

# By what a row of one account is told to be a row of another; two with one would break a constraint.
TRAITS: dict[type[models.Model], Sequence[str]] = {
    Holding: ("key", "twin"),
    MarketOrder: ("number", "code", "direction", "placed_at"),
    LoanPayment: ("due_on", "position"),
    AccountOwner: ("role", "name_index"),
}
FIGURES = [field.name for field in HoldingFigures._meta.fields]
HISTORY: tuple[type[models.Model], ...] = (HoldingReading, HoldingValue)

# What changed hands, by model, as lists of ids; and the lines that both had, in pairs.
Moved = dict[str, Any]
BATCH = 1000


def join(kept: Account, merged_away: Account, *, since: datetime, now: datetime) -> Moved:
    """Give the kept account what only the other has, and its lines what was learned of them meanwhile.

    Returns what changed hands, as JSON, for `part`. `since` is when the kept account went away.
    """
    lines = _alike(kept, merged_away)
    moved: Moved = {"lines": [[str(ours.pk), str(theirs.pk)] for ours, theirs in lines]}
    for model in TRAITS:
        ids = moved[_name(model)] = _lacked(model, kept, merged_away)
        _hand_over(model, ids, to=kept, now=now)
    for model in HISTORY:
        ids = moved[_name(model)] = []
        for ours, theirs in lines:
            learned = model._default_manager.filter(holding=theirs, learned_at__gte=since)
            ids += map(str, learned.values_list("pk", flat=True))
            learned.update(holding=ours)
    for ours, theirs in lines:
        _serve_latest(ours, now=now)
        Holding.objects.filter(pk=theirs.pk).update(deleted_on=now.date(), updated_at=now)
    return moved


def part(kept: Account, merged_away: Account, moved: Moved, *, since: datetime, now: datetime) -> None:
    """Give back what changed hands when the two were made one at `since`, and what came in after."""
    for model in TRAITS:
        came = _lacked(model, merged_away, kept, created_at__gte=since)
        _hand_over(model, {*moved.get(_name(model), ()), *came}, to=merged_away, now=now)
    for ours, theirs in moved.get("lines", ()):
        for model in HISTORY:
            learned = model._default_manager.filter(holding=ours)
            learned.filter(learned_at__gte=since).update(holding=theirs)
            for batch in _batches(moved[_name(model)]):
                learned.filter(pk__in=batch).update(holding=theirs)
        for line in Holding.objects.filter(pk__in=[ours, theirs]):
            _serve_latest(line, now=now)


def _alike(kept: Account, merged_away: Account) -> list[tuple[Holding, Holding]]:
    """Return the lines that both accounts have."""
    ours = {(line.key, line.twin): line for line in kept.holdings.all()}
    return [
        (ours[line.key, line.twin], line)
        for line in merged_away.holdings.all()
        if (line.key, line.twin) in ours
    ]


def _lacked(model: type[models.Model], by: Account, of: Account, **only: Any) -> list[str]:
    """Return the ids of rows of an account that another one has no counterpart of."""
    rows, traits = model._default_manager, TRAITS[model]
    there = set(rows.filter(account=by).values_list(*traits))
    found = rows.filter(account=of, **only).values_list("pk", *traits)
    return [str(pk) for pk, *trait in found if tuple(trait) not in there]


def _hand_over(model: type[models.Model], ids: Iterable[str], *, to: Account, now: datetime) -> None:
    for batch in _batches(list(ids)):
        model._default_manager.filter(pk__in=batch).update(account=to, updated_at=now)
        if model is Holding:
            Pocket.objects.filter(holding_id__in=batch).update(account=to, updated_at=now)


def _serve_latest(line: Holding, *, now: datetime) -> None:
    """Serve the newest figures in a line's history."""
    reading = line.readings.first()
    if reading is not None:
        figures = {name: getattr(reading, name) for name in FIGURES}
        Holding.objects.filter(pk=line.pk).update(**figures, updated_at=now)


def _name(model: type[models.Model]) -> str:
    return str(model._meta.model_name)


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
