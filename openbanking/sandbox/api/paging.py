"""Lists in pages: by offset for most, by an opaque keyset cursor for transactions."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from openbanking.sandbox.messages.errors import invalid
from openbanking.sandbox.messages.request import Request

LARGEST_PAGE = 1000

Item = TypeVar("Item")


def by_offset(items: Sequence[Item], request: Request, *, minded: bool = True) -> Sequence[Item]:
    """Return the part of a list that `limit` and `offset` ask for; all of it if they are not minded."""
    if not minded:
        return items
    offset = request.number("offset", 0)
    limit = min(request.number("limit", len(items) or 1), LARGEST_PAGE)
    return items[offset : offset + limit]


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row that a page begins after or, going back, ends before, whatever arrives meanwhile."""

    day: date
    row_id: int
    back: bool = False

    def sealed(self) -> str:
        """Return it as an opaque word."""
        way = "gt" if self.back else "lt"
        place = {"application_date": {way: self.day.isoformat()}, "id": {way: self.row_id}}
        return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()

    @classmethod
    def opened(cls, text: str) -> Cursor:
        """Read such a word; raises a 400 for one that is made up."""
        try:
            found = json.loads(base64.urlsafe_b64decode(text))
            way = "gt" if "gt" in found["id"] else "lt"
            day = date.fromisoformat(found["application_date"][way])
            return cls(day, int(found["id"][way]), back=way == "gt")
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            raise invalid("cursor") from None


def links(request: Request, *, preceding: Cursor | None, following: Cursor | None) -> dict[str, Any]:
    """Return `_links` with absolute addresses on the host the client used (Powens, API design page)."""
    here = f"{request.root}{request.path}"
    return {
        "prev": _link(here, request, preceding),
        "self": {"href": f"{here}?{request.query_text}"},
        "next": _link(here, request, following),
    }


def _link(here: str, request: Request, cursor: Cursor | None) -> dict[str, str] | None:
    if cursor is None:
        return None
    kept = [
        (name, value)
        for name, value in parse_qsl(request.query_text, keep_blank_values=True)
        if name != "cursor"
    ]
    return {"href": f"{here}?{urlencode([*kept, ('cursor', cursor.sealed())])}"}
