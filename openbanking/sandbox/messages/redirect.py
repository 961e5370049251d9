"""An answer that sends a browser elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where to go; it can hold a one-time code."""

    url: str = field(repr=False)
