"""Names in Python and names on the wire: `account_id` and `accountId`."""

from __future__ import annotations


def wire_name(name: str) -> str:
    """Return `account_id` as `accountId`; a trailing underscore, for Python's keywords, goes."""
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)
