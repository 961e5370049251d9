"""What Powens reports by webhooks, and whom it is about (Powens, Webhooks guide)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openbanking.sandbox.messages.errors import invalid
from openbanking.sandbox.world.model import Account, Connection, User

# The documented names in small letters; those whose payload is not documented are left out.
EVENTS = (
    *("user-created", "user-deleted", "connection-synced", "connection-deleted", "accounts-fetched"),
    *("account-synced", "account-enabled", "account-disabled", "account-found"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a user or, as its name says, to a connection or an account of theirs.

    `since` is when the bank was read before: rows first seen later are the new ones.
    """

    name: str
    user: User
    connection: Connection | None = None
    account: Account | None = None
    since: datetime | None = None


def event_name(text: object) -> str:
    """Read the name of an event, as Powens' console writes it or as here; raises a 400 for another."""
    name = str(text).lower().replace("_", "-")
    if name not in EVENTS:
        raise invalid(f"event; choose one of {', '.join(EVENTS)}")
    return name
