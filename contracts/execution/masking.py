"""Personal values, masked wherever a call is reported."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

SHOWN = 4


def masked(value: Any, personal: Collection[str]) -> Any:
    """Return the value with personal fields, at any depth, masked to their last four characters."""
    if isinstance(value, Mapping):
        return {
            name: _stars(inner) if name in personal else masked(inner, personal)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [masked(inner, personal) for inner in value]
    return value


def _stars(value: Any) -> Any:
    """Mask every text below; four characters or fewer go altogether."""
    if isinstance(value, Mapping):
        return {name: _stars(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_stars(inner) for inner in value]
    if value is None:
        return None
    text = str(value)
    hidden = len(text) - SHOWN if len(text) > SHOWN else len(text)
    return "*" * hidden + text[hidden:]
