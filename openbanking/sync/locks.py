"""Locks that never outlive their process: two syncs of one connection never overlap.

PostgreSQL: advisory locks held by the session, which ends with the process. SQLite: operating-system
locks on files beside the database. There is no row to clean up after a crash, and no lease to guess.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import UUID

from django.db import connection
from filelock import FileLock, Timeout


@contextmanager
def lock(name: str, *, once: bool = False) -> Iterator[bool]:
    """Try to take the lock called `name` for the block; yields whether it was taken.

    A name that is needed `once` leaves no file behind. Of others the file stays: by the time it is
    removed somebody may hold it, and a third would lock a new one.
    """
    with _advisory(name) if connection.vendor == "postgresql" else _file(name, once) as taken:
        yield taken


@contextmanager
def lock_users(users: Iterable[UUID]) -> Iterator[bool]:
    """Try to take the locks under which these Powens users are synced; yields whether all were taken.

    Who takes them reads the rows again: a sync, or whoever had them before, may have changed them.
    """
    with ExitStack() as stack:
        yield all(stack.enter_context(lock(f"powens-user:{pk}")) for pk in users)


@contextmanager
def _advisory(name: str) -> Iterator[bool]:
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        row = cursor.fetchone()
    taken = bool(row and row[0])
    try:
        yield taken
    finally:
        if taken and not connection.closed_in_transaction:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


@contextmanager
def _file(name: str, once: bool) -> Iterator[bool]:
    path = _folder() / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.lock.file"
    lock = FileLock(path)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
        if once:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    name = str(connection.settings_dict["NAME"])
    if "memory" in name:
        # An in-memory database is seen by this process only, so any folder of the machine will do.
        folder = Path(tempfile.gettempdir()) / "openbanking.locks"
    else:
        database = Path(name).resolve()
        folder = database.with_name(f"{database.name}.locks")
    folder.mkdir(exist_ok=True)
    return folder
