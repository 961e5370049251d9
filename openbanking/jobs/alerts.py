"""Alerts after each sync: a job in the queue, or in this process where there is none."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from openbanking.alerts import evaluate, send_due
from openbanking.jobs.requests import has_queue
from openbanking.models import Alert, AlertDelivery, AlertRule
from openbanking.sync import run_finished


def look_at_alerts(*, at: datetime, **kwargs: object) -> None:
    """Have the rules evaluated and what is due sent, after a run that ended `at`.

    Where nobody has a rule and nothing waits there is nothing to do.
    """
    if not (
        AlertRule.objects.on().exists()
        or Alert.objects.open().exists()
        or AlertDelivery.objects.due(at).exists()
    ):
        return
    if has_queue():
        _defer()
    else:
        evaluate(at)
        send_due()


def listen() -> None:
    """Begin to hear of syncs that ended."""
    run_finished.connect(look_at_alerts, dispatch_uid="openbanking.alerts")


def _defer() -> None:
    # Imported here: the app that defines them is installed on PostgreSQL only.
    from procrastinate.exceptions import AlreadyEnqueued

    from openbanking.jobs.tasks import look_at_alerts_job

    try:
        with transaction.atomic():
            look_at_alerts_job.configure(lock="alerts", queueing_lock="alerts").defer()
    except AlreadyEnqueued:
        return
