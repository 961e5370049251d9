"""The queue of syncs: how full it is, and how long the oldest job waits for a worker."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from openbanking.jobs import Reason, request_sync
from openbanking.monitoring.metrics import queue
from tests import factories
from tests.openbanking.monitoring.scraping import values_of
from tests.waiting import work_off_the_queue

JOBS = "openbanking_queue_jobs"
WAITING = "openbanking_queue_waiting_since_timestamp_seconds"
HOUR = timedelta(hours=1)


@pytest.fixture
def powens_user(alices, alice):
    return factories.make_powens_user(alices, alice)


def scraped(*, now=None):
    return values_of(queue.families(now=now or timezone.now()))


def scheduled(user, at):
    from openbanking.jobs.tasks import sync_powens_user_job

    sync_powens_user_job.configure(schedule_at=at).defer(powens_user_id=str(user.pk))


@pytest.mark.skipif(settings.ON_POSTGRESQL, reason="there is a queue on PostgreSQL")
def test_service_without_a_queue_tells_nothing_of_one(db):
    assert scraped() == {}


@pytest.mark.skipif(not settings.ON_POSTGRESQL, reason="the queue lives in PostgreSQL")
@pytest.mark.django_db
class TestQueue:
    def test_empty_queue_counts_zero_in_every_status(self):
        values = scraped()
        assert values[JOBS].keys() >= {("todo",), ("doing",), ("succeeded",), ("failed",)}
        assert set(values[JOBS].values()) == {0}
        assert values[WAITING] == {}

    def test_job_waits_from_when_it_was_left(self, powens_user):
        before = timezone.now()
        request_sync([powens_user], reason=Reason.STAFF)
        values = scraped(now=before + HOUR)
        assert values[JOBS][("todo",)] == 1
        assert values[WAITING][()] == pytest.approx(before.timestamp(), abs=60)

    def test_job_planned_for_later_waits_from_then_on(self, powens_user):
        planned = timezone.now() + HOUR
        scheduled(powens_user, planned)
        assert scraped(now=planned - HOUR / 2)[WAITING] == {}
        assert scraped(now=planned + HOUR / 2)[WAITING] == {(): planned.timestamp()}

    @pytest.mark.django_db(transaction=True)
    def test_job_that_was_done_waits_no_more(self, linked):
        request_sync([linked], reason=Reason.STAFF)
        work_off_the_queue()
        values = scraped()
        # The worker also did what it does by the clock.
        assert (values[JOBS][("todo",)], values[JOBS][("failed",)]) == (0, 0)
        assert values[JOBS][("succeeded",)] >= 1
        assert values[WAITING] == {}
