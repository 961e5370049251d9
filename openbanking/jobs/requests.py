"""The one place that decides where a requested sync runs: in the queue, or in this process."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from openbanking.jobs.after_response import after_response
from openbanking.models import PowensUser
from openbanking.sync import Scope, run_sync

logger = logging.getLogger(__name__)


class Reason(StrEnum):
    """What a sync is requested for."""

    COMMAND = "command"
    SCHEDULE = "schedule"
    LINKING = "linking"
    MERGE = "merge"
    SELECTION = "selection"
    STAFF = "staff"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class SyncRequest:
    """Whose sync was requested, and whether a worker does it or this process."""

    users: int
    queued: bool


def has_queue() -> bool:
    """Tell whether there is a queue: Procrastinate's lives in PostgreSQL."""
    return "procrastinate.contrib.django" in settings.INSTALLED_APPS


def request_sync(users: Sequence[PowensUser], *, reason: Reason, full: bool = False) -> SyncRequest:
    """Have these Powens users synced, and return where that happens.

    With a queue each user becomes one job, within the caller's transaction; one who waits already is
    not added twice. What a person waits for comes first, then what webhooks tell, then the rest.
    Without a queue they are synced in this process: once the answer of the present request is sent, or
    once the present transaction is committed. Nobody waits for the result.
    """
    request = SyncRequest(users=len(users), queued=has_queue())
    if not users:
        return request
    logger.info("Sync of %s Powens users requested: %s", request.users, reason)
    if request.queued:
        _defer(users, reason, full=full)
    else:
        scope = Scope(powens_user_ids=[str(user.pk) for user in users], full=full)
        after_response(lambda: run_sync(scope))
    return request


def _defer(users: Sequence[PowensUser], reason: Reason, *, full: bool) -> None:
    # Imported here: the app that defines them is installed on PostgreSQL only.
    from openbanking.jobs.syncs import Urgency, defer_syncs

    urgencies = {
        Reason.COMMAND: Urgency.BACKGROUND,
        Reason.SCHEDULE: Urgency.BACKGROUND,
        Reason.WEBHOOK: Urgency.EVENT,
    }
    defer_syncs(users, urgency=urgencies.get(reason, Urgency.PERSON), full=full)
