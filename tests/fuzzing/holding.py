"""What must hold whatever the input: refused as it says, in time, and nothing of it in a log."""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from tests.fuzzing.kinds import KINDS
from tests.fuzzing.seeds import MARKER

# Seconds of this process's own time that one input may take: what is slower by its form hangs somebody.
LONGEST = 5.0


class TookTooLong(Exception):
    """An input kept its reader for longer than it may."""


class _Lines(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def hold(name: str, data: bytes) -> None:
    """Let a kind read an input; raises for what must not happen."""
    kind, lines = KINDS[name], _Lines()
    logging.getLogger().addHandler(lines)
    try:
        with in_time():
            kind.run(data)
    except kind.refusals as refusal:
        if not kind.quotes:
            lines.lines.append(str(refusal))
    finally:
        logging.getLogger().removeHandler(lines)
    assert not [line for line in lines.lines if MARKER in line], "A line or a refusal quotes its input."


@contextmanager
def in_time() -> Iterator[None]:
    """Raise TookTooLong in the block after too much of the process's time, where there is a timer."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise TookTooLong

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGVTALRM, interrupt)
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
