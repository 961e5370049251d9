"""Pruning goes on in small transactions, beside others and beside what fails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from config.retention import VARIABLES
from openbanking.models import WebhookDelivery
from openbanking.retention import KINDS, AlreadyPruning, Pruned, Rows, prune
from openbanking.retention.kinds import webhook_deliveries
from openbanking.sync import lock
from tests.walls import as_worker

NOW = timezone.now()
DELIVERIES = Rows("deliveries", "KEEP_WEBHOOK_DELIVERIES_DAYS", webhook_deliveries, batch=2)


def deliver(count):
    old = NOW - timedelta(days=400)
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(external_id=str(each), event="e", disposition="sync", created_at=old)
        for each in range(count)
    )


def pruned_by_somebody_else():
    """Prune as another process does: with a connection of its own."""

    def work():
        try:
            return prune([DELIVERIES], now=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(work).result()


@pytest.mark.django_db
def test_goes_in_batches_until_nothing_is_left():
    deliver(5)
    batches = []
    prune([DELIVERIES], now=NOW, progress=lambda kind, rows: batches.append(rows))
    assert batches == [2, 2, 1]
    assert not WebhookDelivery.objects.exists()


@pytest.mark.django_db
def test_a_dry_run_counts_and_deletes_nothing():
    deliver(3)
    (done,) = prune([DELIVERIES], now=NOW, dry_run=True)
    assert done.rows == WebhookDelivery.objects.count() == 3


@pytest.mark.django_db
def test_zero_days_keep_everything(settings):
    settings.KEEP_WEBHOOK_DELIVERIES_DAYS = 0
    deliver(1)
    assert prune([DELIVERIES], now=NOW) == [Pruned(kind=DELIVERIES, before=None)]
    assert WebhookDelivery.objects.exists()


@pytest.mark.django_db
def test_a_kind_that_fails_keeps_no_other_from_going(caplog):
    deliver(1)

    def fail(before):
        raise DatabaseError("the table is away")

    failed, done = prune([Rows("broken", "", fail), DELIVERIES], now=NOW)
    assert (failed.failed, done.failed, done.rows) == (True, False, 1)
    assert "broken could not be pruned" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_never_prune_at_once():
    with lock("prune"), pytest.raises(AlreadyPruning):
        pruned_by_somebody_else()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_row_that_somebody_holds_is_left_for_the_next_time():
    deliver(3)
    held = WebhookDelivery.objects.order_by("pk")[:1]
    with transaction.atomic():
        (row,) = held.select_for_update()
        (done,) = pruned_by_somebody_else()
    assert done.rows == 2
    assert WebhookDelivery.objects.get() == row


@pytest.mark.django_db
def test_a_worker_behind_the_wall_may_prune_every_kind(wall, settings):
    for name in VARIABLES:
        setattr(settings, name, 1)
    deliver(1)
    with as_worker():
        done = prune(KINDS, now=NOW)
    assert not [each.kind.name for each in done if each.failed]
    assert sum(each.rows for each in done) == 1
