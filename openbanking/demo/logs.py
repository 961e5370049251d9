"""Where the demonstration's log lines go: a file, so that the screen shows progress and results."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

FILE = "var/demo.log"
# The loggers that have handlers of their own (config/settings.py).
LOGGERS = ("", "contracts", "openbanking")


def log_file() -> Path:
    """Return the file, with its folder there."""
    file = Path(settings.BASE_DIR) / FILE
    file.parent.mkdir(exist_ok=True)
    return file


@contextmanager
def logging_to(file: Path) -> Iterator[None]:
    """Let the loggers of this process write to the file until the block ends."""
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = {logger: logger.handlers[:] for logger in loggers}
    handler = logging.FileHandler(file)
    handler.setFormatter(next((each.formatter for each in logging.getLogger().handlers), None))
    try:
        for logger in loggers:
            logger.handlers[:] = [handler]
        yield
    finally:
        for logger, handlers in before.items():
            logger.handlers[:] = handlers
        handler.close()
