"""Cursors that send along whose rows may be seen, in the same round trip as the statement itself.

It is said for one transaction (`set_config(…, is_local => true)`), and statements of one pipeline are
one transaction where there is none around them. So nothing outlives the statement, or the transaction,
that it was said for: not on a connection that is kept, not behind a pooler, not after an error.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.backends.postgresql.base import Cursor as ClientBindingCursor
from django.db.backends.postgresql.base import ServerBindingCursor
from psycopg import Cursor
from psycopg.pq import TransactionStatus

from openbanking.walls.scope import NOTHING, present

SAY = "SELECT set_config('banking.tenants', %s, true), set_config('banking.person', %s, true)"

Done = TypeVar("Done")


class _Scoped(Cursor[Any]):
    """What both cursors below do before each statement."""

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        return self._along(super().execute, *args, **kwargs)

    def executemany(self, *args: Any, **kwargs: Any) -> Any:
        return self._along(super().executemany, *args, **kwargs)

    def _along(self, send: Callable[..., Done], *args: Any, **kwargs: Any) -> Done:
        scope, connection = present(), self.connection
        status = connection.pgconn.transaction_status
        # Outside a transaction nothing is said unless it is here; a failed one takes its end alone.
        if status == TransactionStatus.INERROR or (
            scope is NOTHING and status == TransactionStatus.IDLE and connection.autocommit
        ):
            return send(*args, **kwargs)
        with connection.pipeline():
            Cursor(connection).execute(SAY, scope)
            return send(*args, **kwargs)


class ScopedCursor(_Scoped, ServerBindingCursor):
    """For statements that the server binds parameters to."""


class ScopedClientCursor(_Scoped, ClientBindingCursor):
    """For statements sent with their parameters in them, behind poolers."""
