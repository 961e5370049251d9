"""Recognise lines of an account: by their code, or by their label where they have none.

Powens' ids change when an account is listed anew, and the old lines may stay listed as deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from openbanking.models import Holding

Values = Mapping[str, Any]
Pair = tuple[Holding | None, Values]


def pair_lines(known: Sequence[Holding], listed: Sequence[Values]) -> list[Pair]:
    """Return the columns of each listed line with the line of ours that it is, None for a new one.

    Those that are there come first; one listed as deleted is dropped where another took its place. Of
    several with one key each is told by its id, else by its order, and a new one gets a `twin` of its
    own. A line keeps its id at Powens while it is given a code, or another label for want of one.
    """
    pairing = _Pairing(known)
    there = [each for each in listed if each["deleted_on"] is None]
    for alike in (_same_line, _same_key, _same_id):
        there = pairing.match(there, alike)
    pairing.add(there)
    gone = pairing.match([each for each in listed if each["deleted_on"] is not None], _same_line)
    pairing.add([each for each in gone if not pairing.knows(each)])
    return pairing.with_twins()


class _Pairing:
    """Lines of ours, each taken by one listed line at most."""

    def __init__(self, known: Iterable[Holding]) -> None:
        # Of lines that are alike in all else, the one still there and then the first is meant.
        self._known = sorted(known, key=lambda each: (each.deleted_on is not None, each.twin))
        self._left = list(self._known)
        self._pairs: list[Pair] = []

    def match(self, listed: Iterable[Values], alike: Callable[[Holding, Values], bool]) -> list[Values]:
        """Pair what is alike; returns what is left."""
        unmatched = []
        for values in listed:
            row = next((each for each in self._left if alike(each, values)), None)
            if row is None:
                unmatched.append(values)
                continue
            self._left.remove(row)
            self._pairs.append((row, values))
        return unmatched

    def add(self, listed: Iterable[Values]) -> None:
        self._pairs.extend((None, values) for values in listed)

    def knows(self, values: Values) -> bool:
        """Tell whether there is a line of this key, ours or listed."""
        keys = {row.key for row in self._known} | {values["key"] for _, values in self._pairs}
        return values["key"] in keys

    def with_twins(self) -> list[Pair]:
        taken = {(row.key, row.twin) for row in self._known}
        pairs: list[Pair] = []
        for row, values in self._pairs:
            if row is None or row.key != values["key"]:
                twin = next(n for n in range(len(taken) + 1) if (values["key"], n) not in taken)
                taken.add((values["key"], twin))
                values = {**values, "twin": twin}
            pairs.append((row, values))
        return pairs


def _same_line(row: Holding, values: Values) -> bool:
    return _same_key(row, values) and row.external_id == values["external_id"]


def _same_key(row: Holding, values: Values) -> bool:
    return bool(row.key == values["key"])


def _same_id(row: Holding, values: Values) -> bool:
    return row.external_id == values["external_id"] and not (row.code and values["code"])
