"""Powens users synced one after the other, or several at once by as many threads.

A thread keeps its HTTP session and its database connection from one user to the next.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from threading import Lock

from django.db import connection, connections

from openbanking.gateway.clients import Calls
from openbanking.models import PowensUser
from openbanking.powens import keep_alive
from openbanking.sync.context import RunContext
from openbanking.sync.report import ConnectionReport
from openbanking.sync.user import sync_powens_user

Done = tuple[PowensUser, list[ConnectionReport]]

# Seconds that a thread computes before another has its turn. One that receives a page asks for it a
# dozen times, and with Python's five milliseconds waits longer for that than for the bank.
TURN = 0.001


def sync_each(users: Sequence[PowensUser], context: RunContext, *, threads: int) -> Iterator[Done]:
    """Sync these users, and yield each as it is done; once a stop is asked for no more are begun."""
    sys.setswitchinterval(min(TURN, sys.getswitchinterval()))
    waiting = iter(users)
    if threads == 1 or len(users) < 2:
        yield from _sync(waiting, context)
        return
    turn, done = Lock(), SimpleQueue[Done | None]()

    def take() -> Iterator[PowensUser]:
        while True:
            with turn:
                user = next(waiting, None)
            if user is None:
                return
            yield user

    def work() -> None:
        try:
            for each in _sync(take(), context):
                done.put(each)
        finally:
            done.put(None)
            connections.close_all()  # they belong to the thread, and end with it

    with ThreadPoolExecutor(max_workers=threads, thread_name_prefix="sync") as pool:
        futures = [pool.submit(work) for _ in range(min(threads, len(users)))]
        for _ in futures:
            yield from iter(done.get, None)
        for future in futures:
            future.result()


def _sync(users: Iterator[PowensUser], context: RunContext) -> Iterator[Done]:
    with keep_alive() as session:
        calls = Calls(session=session, before=context.stop.check, sleep=context.stop.sleep)
        for user in users:
            if context.stop.asked():
                return
            _mend_connection()
            yield user, sync_powens_user(user, context, calls)


def _mend_connection() -> None:
    """Replace a database connection that broke with the user before."""
    if connection.errors_occurred and not connection.in_atomic_block and not connection.is_usable():
        connection.close()
