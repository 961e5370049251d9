"""Syncs left to workers: Procrastinate on PostgreSQL, in place where there is no queue."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from openbanking.models import PowensUser


def enqueue_sync(users: Sequence[PowensUser], *, full: bool) -> bool:
    """Defer one job for each Powens user; returns False where there is no queue to defer to.

    A user who already waits in the queue is not added twice.
    """
    if "procrastinate.contrib.django" not in settings.INSTALLED_APPS:
        return False
    from procrastinate.exceptions import AlreadyEnqueued

    from openbanking.tasks import sync_powens_user_job

    for user in users:
        job = sync_powens_user_job.configure(
            lock=f"powens-user:{user.pk}", queueing_lock=f"powens-user:{user.pk}"
        )
        try:
            # A savepoint: a user who waits already must not undo what the caller stores beside it.
            with transaction.atomic():
                job.defer(powens_user_id=str(user.pk), full=full)
        except AlreadyEnqueued:
            continue
    return True
