"""Opaque cursors of lists: where the next page begins, signed so that they cannot be made up.

A cursor holds the last row's sort key, not an offset: rows that arrive while somebody pages neither
repeat nor skip one. It is bound to the filters it was made for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core import signing

from contracts import problems

SALT = "openbanking.cursor"
DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 500
# An agent pays for every row it is shown, and asks for more when it needs more.
AGENT_PAGE_SIZE = 10


def seal_cursor(position: Sequence[str], filters: Mapping[str, Any]) -> str:
    """Return the cursor that continues after `position` under these filters."""
    return signing.dumps([*position, _digest(filters)], salt=SALT, compress=False)


def open_cursor(cursor: str | None, filters: Mapping[str, Any]) -> list[str] | None:
    """Return the position a cursor stands for, or None for the first page; raises Invalid."""
    if cursor is None:
        return None
    try:
        *position, digest = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise problems.Invalid.at(
            "cursor", "Not a cursor of this service. Send nextCursor of the last answer as it is."
        ) from None
    if digest != _digest(filters):
        raise problems.Invalid.at(
            "cursor", "This cursor belongs to other filters. Leave it out to begin again."
        )
    return [str(part) for part in position]


def _digest(filters: Mapping[str, Any]) -> str:
    text = json.dumps(filters, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
