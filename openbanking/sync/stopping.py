"""A run that is asked to end: it ends after the connection that is being written, and says so."""

from __future__ import annotations

import time
from collections.abc import Callable

# How long a wait goes on, in seconds, before it is asked again whether to go on waiting.
GLANCE = 0.25


class Stopped(Exception):
    """The run was asked to end while a Powens user was read; nothing of that reading is kept."""


class Stop:
    """Whether a run was asked to end, as `asked` tells from whichever thread.

    `last_act` is what the run wants done if its process cannot wait for it any longer.
    """

    def __init__(self, asked: Callable[[], bool] = lambda: False) -> None:
        self.asked = asked
        self.last_act: Callable[[], None] = lambda: None

    def check(self) -> None:
        """Raise Stopped if the run was asked to end."""
        if self.asked():
            raise Stopped

    def sleep(self, seconds: float) -> None:
        """Wait for so many seconds; raises Stopped as soon as the run is asked to end."""
        until = time.monotonic() + seconds
        self.check()
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, GLANCE))
            self.check()
