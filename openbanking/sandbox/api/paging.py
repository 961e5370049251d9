"""Lists in pages: by offset for most, by an opaque keyset cursor for transactions."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
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


def sealed(day: date, row_id: int) -> str:
    """Return the cursor of a row: rows sorted after it come next, whatever arrives meanwhile."""
    return base64.urlsafe_b64encode(
        json.dumps({"application_date": {"lt": day.isoformat()}, "id": {"lt": row_id}}).encode()
    ).decode()


def opened(cursor: str) -> tuple[date, int]:
    """Return the position a cursor stands for; raises a 400 for one that is made up."""
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor))
        return date.fromisoformat(found["application_date"]["lt"]), int(found["id"]["lt"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise invalid("cursor") from None


def links(request: Request, following: str | None) -> dict[str, Any]:
    """Return `_links` with absolute addresses on the host the client used."""
    here = f"{request.root}{request.path}"
    kept = [
        (name, value)
        for name, value in parse_qsl(request.query_text, keep_blank_values=True)
        if name != "cursor"
    ]
    after = f"{here}?{urlencode([*kept, ('cursor', following)])}" if following else None
    return {
        "prev": None,
        "self": {"href": f"{here}?{request.query_text}"},
        "next": {"href": after} if after else None,
    }
