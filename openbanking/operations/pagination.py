"""Pages of lists, and the opaque cursors between them, signed so that they cannot be made up.

A cursor holds the last row's sort key, not an offset: rows that arrive while somebody pages neither
repeat nor skip one. It is bound to the filters and the order it was made for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet

from contracts import problems

SALT = "openbanking.cursor"
DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 500
# An agent pays for every row it is shown, and asks for more when it needs more.
AGENT_PAGE_SIZE = 10

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows of a list, and where the next page begins; no cursor on the last one."""

    rows: list[Row]
    next_cursor: str | None

    @property
    def has_more(self) -> bool:
        """Tell whether there is a next page."""
        return self.next_cursor is not None


def page_of(
    rows: QuerySet[Row],
    order: Sequence[str],
    *,
    filters: Mapping[str, Any],
    cursor: str | None,
    size: int,
) -> Page[Row]:
    """Return the page of these rows that the cursor begins, the first one without a cursor.

    `order` is written as for `order_by`: columns of the row itself, never null, the last one unique.
    `filters` are what the rows were chosen by. Raises Invalid for a cursor that is made up or was made
    for others.
    """
    bound_to = {**filters, "order": order}
    if cursor is not None:
        rows = rows.filter(_after(_open(cursor, bound_to), order))
    # One more than is shown tells whether there are more.
    found = list(rows.order_by(*order)[: size + 1])
    shown, has_more = found[:size], len(found) > size
    return Page(shown, _seal(_position(shown[-1], order), bound_to) if has_more else None)


def _position(row: Model, order: Sequence[str]) -> list[str]:
    return [str(getattr(row, column.removeprefix("-"))) for column in order]


def _after(position: Sequence[str], order: Sequence[str]) -> Q:
    """Return the condition for rows behind the position: the first column that differs decides."""
    behind, tied = Q(), Q()
    for column, value in zip(order, position, strict=True):
        name = column.removeprefix("-")
        behind |= tied & Q((f"{name}__{'gt' if name == column else 'lt'}", value))
        tied &= Q((name, value))
    return behind


def _seal(position: Sequence[str], bound_to: Mapping[str, Any]) -> str:
    return signing.dumps([*position, _digest(bound_to)], salt=SALT, compress=False)


def _open(cursor: str, bound_to: Mapping[str, Any]) -> list[str]:
    """Return the position a cursor stands for; raises Invalid."""
    try:
        *position, digest = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise problems.Invalid.at(
            "cursor", "Not a cursor of this service. Send nextCursor of the last answer as it is."
        ) from None
    if digest != _digest(bound_to):
        raise problems.Invalid.at(
            "cursor", "This cursor belongs to other filters. Leave it out to begin again."
        )
    return [str(part) for part in position]


def _digest(bound_to: Mapping[str, Any]) -> str:
    text = json.dumps(bound_to, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
