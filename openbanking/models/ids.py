"""Public identifiers: UUIDs in time order (version 7, RFC 9562)."""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a fresh identifier; later ones sort after earlier ones."""
    return uuid7()
