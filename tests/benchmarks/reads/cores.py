"""Which processor core what runs on, and how much of it was used."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cores:
    """One core for the servers and PostgreSQL, one for the load; one for all where there is no other."""

    server: int
    load: int

    @classmethod
    def choose(cls) -> Cores:
        """Return the first and the last that we may run on."""
        allowed = sorted(os.sched_getaffinity(0))
        return cls(allowed[0], allowed[-1])


@contextmanager
def running_on(core: int) -> Iterator[None]:
    """Keep this process, and those it starts, on one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def postmaster(url: str) -> int | None:
    """Return the process id of the PostgreSQL at this address, None where it is not on this machine."""
    with psycopg.connect(url) as connection:
        backend = PROC / str(connection.info.backend_pid)
        try:
            if "postgres" not in (backend / "comm").read_text():
                return None
            # pid (name) state parent …; a name may hold blanks.
            return int((backend / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            return None


@contextmanager
def keeping(pid: int | None, core: int) -> Iterator[bool]:
    """Keep a process and all it starts on a core for a while; yield False where that is not allowed."""
    before = set() if pid is None else os.sched_getaffinity(pid)
    yield pid is not None and _move(pid, {core})
    if pid is not None:
        _move(pid, before)


def _move(pid: int, allowed: set[int]) -> bool:
    try:
        for each in family(pid):
            with suppress(ProcessLookupError):
                os.sched_setaffinity(each, allowed)
    except PermissionError:
        return False
    return True


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    try:
        threads = list((PROC / str(pid) / "task").iterdir())
        children = [
            int(child) for thread in threads for child in (thread / "children").read_text().split()
        ]
    except OSError:
        return []
    return [pid, *(each for child in children for each in family(child))]


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process and its living descendants have used."""
    used = 0
    for each in family(pid):
        try:
            fields = (PROC / str(each) / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        used += int(fields[11]) + int(fields[12])
    return used / TICKS
