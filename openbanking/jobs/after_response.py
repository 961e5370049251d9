"""Work that nobody waits for, done by this process once the answer is sent."""

from __future__ import annotations

import logging
from collections.abc import Callable

from asgiref.local import Local
from django.core.signals import request_finished, request_started
from django.db import transaction

logger = logging.getLogger(__name__)

Work = Callable[[], object]
# The work of the request being answered, in its thread or task.
_request = Local()


def after_response(work: Work) -> None:
    """Do the work when the present request is answered; without one, after the transaction."""
    pending: list[Work] | None = getattr(_request, "pending", None)
    if pending is None:
        transaction.on_commit(work)
    else:
        pending.append(work)


def listen() -> None:
    """Begin to notice when requests start and end."""
    request_started.connect(_begin, dispatch_uid="openbanking.jobs.begin")
    request_finished.connect(_finish, dispatch_uid="openbanking.jobs.finish")


def _begin(**kwargs: object) -> None:
    _request.pending = []


def _finish(**kwargs: object) -> None:
    """Do what is pending; the answer is sent, so a failure is only logged."""
    pending: list[Work] = getattr(_request, "pending", None) or []
    _request.pending = None
    for work in pending:
        try:
            work()
        except Exception:
            logger.exception("Work after the answer failed")
