"""What is used is collected in this process and written in batches, so that a read costs no write.

What may be lost, and when, is in docs/decisions/0016-audit-in-batches.md.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import datetime

from django.conf import settings
from django.db import connection

from openbanking.access.usage import Tally, Use, write

logger = logging.getLogger(__name__)

MOST = 1_000  # different uses in one batch, some 600 kB

# Waits so many seconds, shorter when the process ends; tells whether it does.
Wait = Callable[[float], bool]


def until_the_end(seconds: float) -> bool:
    """Wait for the main thread to end, so many seconds at most, and tell whether it has.

    Python waits for threads that are no daemons whenever it ends in order, in granian's workers too:
    those are forked, and run no `atexit` before Python 3.13.
    """
    main = threading.main_thread()
    main.join(seconds)
    return not main.is_alive()


class Batch:
    """Uses that wait to be written together, by a thread that lives as long as any do."""

    def __init__(self, wait: Wait = until_the_end) -> None:
        self._wait = wait
        self._tallies: dict[Use, Tally] = {}
        self._writer: threading.Thread | None = None
        self._lock = threading.Lock()  # of the two above
        self._writing = threading.Lock()

    def add(self, use: Use, *, at: datetime) -> None:
        """Collect a use, to be written AUDIT_FLUSH_SECONDS after the first at the latest.

        What cannot wait is written at once: where those are 0, when the batch is full, and while the
        process ends. Raises what the database raises then.
        """
        tally = Tally(1, at)
        if not self._collect(use, tally):
            write({use: tally})

    def flush(self) -> None:
        """Write what is collected; not to be called in a transaction, which could be rolled back.

        Raises what the database raises; everything stays in the batch then.
        """
        with self._writing:
            with self._lock:
                taken = dict(self._tallies)
            if not taken:
                return
            write(taken)
            with self._lock:
                for use, tally in taken.items():
                    left = self._tallies.pop(use) - tally
                    if left.count:
                        self._tallies[use] = left

    def _collect(self, use: Use, tally: Tally) -> bool:
        with self._lock:
            known = self._tallies.get(use)
            if known is None and len(self._tallies) >= MOST:
                return False
            if not self._has_writer():
                return False
            self._tallies[use] = tally if known is None else known + tally
            return True

    def _has_writer(self) -> bool:
        """Tell whether what is collected now will be written, starting the thread where need be."""
        if settings.AUDIT_FLUSH_SECONDS <= 0:
            return False
        if self._writer is None:
            # A thread of the server's is a daemon, and what it starts would be one too.
            writer = threading.Thread(target=self._write_what_comes, name="usage", daemon=False)
            try:
                writer.start()
            except RuntimeError:  # the interpreter has begun to end
                return False
            self._writer = writer
        return True

    def _write_what_comes(self) -> None:
        while True:
            ends = self._wait(settings.AUDIT_FLUSH_SECONDS)
            written = self._try_to_flush()
            with self._lock:
                if ends and not written:
                    self._give_up()
                if not self._tallies:
                    self._writer = None
                    return

    def _try_to_flush(self) -> bool:
        try:
            with closing(connection):
                self.flush()
        except Exception:
            logger.exception("The audit could not be written; it is kept, and tried again")
            return False
        return True

    def _give_up(self) -> None:
        lost = sum(tally.count for tally in self._tallies.values())
        logger.error("The process ended before the audit could be written: %d uses are lost", lost)
        self._tallies.clear()


current = Batch()


def _begin_anew() -> None:
    """Leave to the parent what it collected, and the locks that its threads may hold."""
    global current
    current = Batch()


os.register_at_fork(after_in_child=_begin_anew)
