"""Static files are looked for once in a process, and not once for each client of each test."""

from __future__ import annotations

from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware


def look_for_static_files_once() -> None:
    """Let a middleware that would find the same files as one before it take those.

    Every client of Django's makes the middleware anew, which lists all that is served.
    """
    look = WhiteNoiseMiddleware.add_files_from_finders
    found: dict[tuple[Any, ...], dict[str, Any]] = {}

    def look_once(self: WhiteNoiseMiddleware) -> None:
        served_as = (self.static_prefix, self.max_age, self.allow_all_origins)
        if served_as not in found:
            look(self)
            found[served_as] = self.files
        self.files = found[served_as]

    WhiteNoiseMiddleware.add_files_from_finders = look_once
