"""Log lines that say where something failed, and nothing of whose data it failed on."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import Any

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutValues(logging.Formatter):
    """Writes exceptions as their types and frames.

    A database's message quotes the row it refused, a parser's the text it could not read: IBANs,
    names and wordings that must not outlive the request.
    """

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802  (logging's name)
        """Return the chain of exceptions, the first cause first, without their messages."""
        parts: list[str] = []
        error, seen = ei[1], set[int]()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            frames = "".join(traceback.format_tb(error.__traceback__))
            name = f"{type(error).__module__}.{type(error).__qualname__}"
            parts.append(f"Traceback (most recent call last):\n{frames}{name}")
            suppressed = None if error.__suppress_context__ else error.__context__
            error = error.__cause__ or suppressed
        return "\n\nwhich led to\n\n".join(reversed(parts))


def settings(*, debug: bool, level: str) -> dict[str, Any]:
    """Return Django's LOGGING: one line for each record, on standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "logging.Formatter" if debug else "config.logs.WithoutValues",
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            name: {"level": level, "handlers": ["stderr"], "propagate": False}
            for name in ("contracts", "openbanking")
        },
    }
