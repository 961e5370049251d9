"""What is asked before each call, and may wait before it lets the call through."""

from __future__ import annotations

from collections.abc import Callable

Throttle = Callable[[], None]


def unthrottled() -> None:
    """Let every call through at once."""
