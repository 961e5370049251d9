"""SIGTERM and Ctrl-C: a long command ends after what it is writing, and soon in any case."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread, Timer, current_thread, main_thread
from types import FrameType

from openbanking.sync import Stop

# What a shell calls the end of a process by SIGTERM: 128 and the number of the signal (POSIX, 2.8.2).
TERMINATED = 128 + signal.SIGTERM
# In seconds: those who stop services kill after ten or more. All that is unfinished is undone then by
# the database, as after a kill.
PATIENCE = 8.0
LAST_ACT = 1.5
SAID = b"Stopping after what is being written; it takes some seconds.\n"


@contextmanager
def stoppable(patience: float = PATIENCE) -> Iterator[Stop]:
    """Yield what tells a sync that SIGTERM or SIGINT has come, while the block lasts.

    The process ends with TERMINATED if the block is not left within `patience` seconds then.
    """
    event = Event()
    stop = Stop(event.is_set)
    if current_thread() is not main_thread():  # where signals cannot be heard, as in a test's server
        yield stop
        return
    timer = Timer(patience, _end, [stop])
    timer.daemon = True

    def ask(number: int, frame: FrameType | None) -> None:
        if not event.is_set():
            event.set()
            timer.start()
            os.write(2, SAID)

    before = {each: signal.signal(each, ask) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        timer.cancel()
        for each, handler in before.items():
            signal.signal(each, handler)


def _end(stop: Stop) -> None:
    """End the process without waiting for its threads, once the run is marked, if it can be."""
    last = Thread(target=stop.last_act, daemon=True)
    last.start()
    last.join(LAST_ACT)
    logging.shutdown()
    os._exit(TERMINATED)
