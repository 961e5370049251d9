"""Pages of lists, and the opaque cursors between them, signed so that they cannot be made up.

A cursor holds the last row's sort key, not an offset: rows that arrive while somebody pages neither
repeat nor skip one. It is bound to what was asked for and to the order it was made for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import Q, QuerySet

from contracts import problems
from openbanking.models.prepared import Parameter, Prepared

SALT = "openbanking.cursor"
DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 500
# An agent pays for every row it is shown, and asks for more when it needs more.
AGENT_PAGE_SIZE = 10

Row = TypeVar("Row", bound=tuple[Any, ...])
Narrow = Callable[[Any], QuerySet[Any]]
# Makes the query for a page of the narrowed rows in their order, so many rows at most.
Gather = Callable[[Any, int], QuerySet[Any]]
# How many rows are gathered, at most: few different numbers, since each has a query of its own.
GATHERED = (AGENT_PAGE_SIZE + 1, DEFAULT_PAGE_SIZE + 1, 2 * DEFAULT_PAGE_SIZE + 1, MAX_PAGE_SIZE + 1)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows of a list, and where the next page begins; no cursor on the last one."""

    rows: Sequence[Row]
    next_cursor: str | None

    @property
    def has_more(self) -> bool:
        """Tell whether there is a next page."""
        return self.next_cursor is not None


class Pages(Generic[Row]):
    """A list that is read page by page, by a prepared query for each set of filters in use.

    `order` is written as for `order_by`: columns of the model itself, never null, the last one unique.
    `columns` are those of the row's fields, where they have other names.
    `filters` narrow the rows by name, each with the Parameter of that name if it takes a value.
    `gather` is for rows that no index has in their order, but those of each owner.
    """

    def __init__(
        self,
        rows: QuerySet[Any],
        row: type[Row],
        *,
        order: Sequence[str],
        filters: Mapping[str, Narrow],
        columns: Sequence[str] | None = None,
        gather: Gather | None = None,
    ) -> None:
        self._rows, self._row, self._order, self._filters = rows, row, order, filters
        self._gather = gather
        self._fields = [_name(column) for column in order]
        self._columns = list(columns or row._fields)  # type: ignore[attr-defined]  # a named tuple
        self._places = [self._columns.index(name) for name in self._fields]
        self._prepared: dict[tuple[frozenset[str], bool, int], Prepared[Row]] = {}

    def page(
        self,
        asked: Mapping[str, Any],
        *,
        cursor: str | None,
        size: int,
        at: Mapping[str, Any] | None = None,
    ) -> Page[Row]:
        """Return the page that the cursor begins, the first one without a cursor.

        `asked` are the values of the parameters; a filter whose value is None is not applied. `at` are
        those that follow from the present, to which a cursor is not bound. Raises Invalid for a cursor
        that is made up or was made for something else.
        """
        given = {name: value for name, value in asked.items() if value is not None}
        position = {}
        if cursor is not None:
            position = dict(zip(self._fields, _open(cursor, self._bound_to(given)), strict=True))
        # One more than is shown tells whether there are more.
        most = next(each for each in GATHERED if size < each) if self._gather else 0
        query = self._query(frozenset(given.keys() & self._filters.keys()), bool(position), most)
        behind = {_after(name): value for name, value in position.items()}
        found = query.all(limit=size + 1, **given, **(at or {}), **behind)
        if len(found) <= size:
            return Page(found, None)
        last = found[size - 1]
        position_of_last = [str(last[place]) for place in self._places]
        return Page(found[:size], _seal(position_of_last, self._bound_to(given)))

    def _query(self, filters: frozenset[str], goes_on: bool, most: int) -> Prepared[Row]:
        query = self._prepared.get((filters, goes_on, most))
        if query is None:
            rows = self._rows
            for name in sorted(filters):
                rows = self._filters[name](rows)
            if goes_on:
                rows = rows.filter(self._behind(rows))
            rows = rows.order_by(*self._order)
            if self._gather:
                rows = self._gather(rows, most).order_by(*self._order)
            query = self._prepared[filters, goes_on, most] = Prepared(rows, self._row, self._columns)
        return query

    def _behind(self, rows: QuerySet[Any]) -> Q:
        """Return the condition for rows behind a position: the first column that differs decides.

        The first column's own bound follows from it, and is there for the index to begin at: databases
        do not derive it, and would read every row before the position again.
        """
        values = {
            name: Parameter(_after(name), rows.model._meta.get_field(name)) for name in self._fields
        }
        behind, tied = Q(), Q()
        for column, (name, value) in zip(self._order, values.items(), strict=True):
            behind |= tied & Q((f"{name}__{_beyond(column)}", value))
            tied &= Q((name, value))
        first = self._fields[0]
        return behind & Q((f"{first}__{_beyond(self._order[0])}e", values[first]))

    def _bound_to(self, given: Mapping[str, Any]) -> str:
        text = json.dumps({**given, "order": self._order}, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _name(column: str) -> str:
    return column.removeprefix("-")


def _beyond(column: str) -> str:
    """Return the lookup for values that come later in this order."""
    return "lt" if column.startswith("-") else "gt"


def _after(name: str) -> str:
    """Return the name of the parameter for a column of the position."""
    return f"after_{name}"


def _seal(position: Sequence[str], bound_to: str) -> str:
    return signing.dumps([*position, bound_to], salt=SALT, compress=False)


def _open(cursor: str, bound_to: str) -> list[str]:
    """Return the position a cursor stands for; raises Invalid."""
    try:
        *position, found = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise problems.Invalid.at(
            "cursor", "Not a cursor of this service. Send nextCursor of the last answer as it is."
        ) from None
    if found != bound_to:
        raise problems.Invalid.at(
            "cursor", "This cursor belongs to other filters. Leave it out to begin again."
        )
    return [str(part) for part in position]
