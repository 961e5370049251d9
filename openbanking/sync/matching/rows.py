"""Recognise rows of an account: by Powens' id, else by what tells them apart at the bank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Model

Row = TypeVar("Row", bound=Model)
Values = Mapping[str, Any]


def pair_rows(
    known: Iterable[Row], listed: Iterable[Values], *, traits: Sequence[Sequence[str]]
) -> list[tuple[Row | None, Values]]:
    """Return the columns of each listed row with the row of ours that it is, None for a new one.

    Each trait is a group of columns, tried in turn; it tells a row only where one of ours and one of
    those listed have it.
    """
    rows, left = list(known), list(listed)
    pairs: list[tuple[Row | None, Values]] = []
    for trait in traits:
        here, there = defaultdict(list), defaultdict(list)
        for row in rows:
            here[tuple(getattr(row, name) for name in trait)].append(row)
        for values in left:
            there[tuple(values.get(name) for name in trait)].append(values)
        found = [
            (here[each][0], there[each][0])
            for each in there
            if len(here.get(each, ())) == len(there[each]) == 1
        ]
        pairs += found
        taken = {id(one) for pair in found for one in pair}
        rows = [row for row in rows if id(row) not in taken]
        left = [values for values in left if id(values) not in taken]
    return [*pairs, *((None, values) for values in left)]
