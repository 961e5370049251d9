"""How a try to deliver went, and when it is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

# Each wait is three times the one before: eight tries within about a day.
FIRST_WAIT = timedelta(seconds=80)
FACTOR = 3
MOST_ATTEMPTS = 8
GIVE_UP_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the other side said, without a word about who that is."""

    succeeded: bool
    text: str
    # It will never be taken: an address that is gone, a person without a mail address.
    final: bool = False
    # Nothing else can go the same way at the moment either.
    way_is_closed: bool = False


def wait_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many failed tries; None when it is given up."""
    return FIRST_WAIT * FACTOR ** (attempts - 1) if attempts < MOST_ATTEMPTS else None
