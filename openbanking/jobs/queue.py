"""Syncs for later: Procrastinate on PostgreSQL; without a queue, in place once an answer is sent."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse

from openbanking.models import PowensUser
from openbanking.sync import Scope, run_sync


def enqueue_sync(users: Sequence[PowensUser], *, full: bool) -> bool:
    """Defer one job for each Powens user; returns False where there is no queue to defer to.

    A user who already waits in the queue is not added twice.
    """
    if "procrastinate.contrib.django" not in settings.INSTALLED_APPS:
        return False
    from procrastinate.exceptions import AlreadyEnqueued

    from openbanking.jobs.tasks import sync_powens_user_job

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


class SyncsOnceSent(HttpResponse):
    """Mixed into an answer: syncs these users after it is sent, where no queue took them."""

    then_sync: Sequence[PowensUser] = ()

    def close(self) -> None:
        """Let the answer go, then do the work; nobody waits for it."""
        super().close()
        users, self.then_sync = self.then_sync, ()
        if users:
            run_sync(Scope(powens_user_ids=[str(user.pk) for user in users]))


def sync_soon(users: Sequence[PowensUser], answer: SyncsOnceSent) -> None:
    """Leave the sync of these users to the queue, or to the time after this answer."""
    if not enqueue_sync(users, full=False):
        answer.then_sync = users
