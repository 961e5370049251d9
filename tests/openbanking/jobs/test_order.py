"""Whose sync comes first in the queue: what a person waits for, and tenants in turn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from openbanking.jobs import Reason, request_sync
from tests import factories

pytestmark = [
    pytest.mark.skipif(not settings.ON_POSTGRESQL, reason="the queue lives in PostgreSQL"),
    pytest.mark.django_db(transaction=True),
]


def members_of(tenant, names):
    return [
        factories.make_powens_user(tenant, factories.make_user(name), external_id=name) for name in names
    ]


def taken_in_order():
    """Return whose syncs workers take, the first first, as Procrastinate orders jobs."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    jobs = ProcrastinateJob.objects.filter(status="todo").order_by("-priority", "id")
    return [job.args["powens_user_id"] for job in jobs]


def waiting():
    """Return what waits: whether it is read whole, how urgently, and for when."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    jobs = ProcrastinateJob.objects.filter(status="todo")
    return [(job.args["full"], job.priority, job.scheduled_at) for job in jobs]


def schedule(at):
    """Have what waits wait for its next try."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = %s", [at])


def ids(users):
    return [str(user.pk) for user in users]


def test_what_a_person_waits_for_comes_first_then_webhooks_then_the_rest(alices):
    background, event, person = members_of(alices, ["background", "event", "person"])
    request_sync([background], reason=Reason.COMMAND)
    request_sync([event], reason=Reason.WEBHOOK)
    request_sync([person], reason=Reason.LINKING)
    assert taken_in_order() == ids([person, event, background])


def test_tenants_take_turns(alices, bobs):
    many, few = members_of(alices, ["a1", "a2", "a3"]), members_of(bobs, ["b1"])
    request_sync([*many, *few], reason=Reason.COMMAND)
    assert taken_in_order().index(str(few[0].pk)) == 1


def test_tenant_that_comes_later_does_not_wait_for_all_of_another(alices, bobs):
    request_sync(members_of(alices, ["a1", "a2", "a3"]), reason=Reason.WEBHOOK)
    (late,) = members_of(bobs, ["b1"])
    request_sync([late], reason=Reason.WEBHOOK)
    assert taken_in_order().index(str(late.pk)) == 1


def test_user_who_waits_in_the_background_is_moved_up_for_a_person(alices):
    first, second = members_of(alices, ["first", "second"])
    request_sync([first, second], reason=Reason.COMMAND)
    request_sync([second], reason=Reason.STAFF)
    assert taken_in_order() == ids([second, first])


def test_user_who_waits_for_a_person_is_not_moved_down(alices):
    first, second = members_of(alices, ["first", "second"])
    request_sync([second], reason=Reason.STAFF)
    request_sync([first, second], reason=Reason.COMMAND)
    assert taken_in_order() == ids([second, first])


def test_user_who_waits_is_read_whole_once_that_is_asked_for(alices):
    from procrastinate.contrib.django.models import ProcrastinateJob

    users = members_of(alices, ["first"])
    request_sync(users, reason=Reason.COMMAND)
    request_sync(users, reason=Reason.COMMAND, full=True)
    request_sync(users, reason=Reason.COMMAND)
    assert [job.args["full"] for job in ProcrastinateJob.objects.filter(status="todo")] == [True]


def test_user_who_is_to_be_read_whole_is_so_though_a_person_waits_too(alices):
    users = members_of(alices, ["first"])
    request_sync(users, reason=Reason.COMMAND, full=True)
    request_sync(users, reason=Reason.STAFF)
    assert waiting() == [(True, 2000, None)]


def test_user_whom_a_person_waits_for_is_as_urgent_once_they_are_read_whole(alices):
    users = members_of(alices, ["first"])
    request_sync(users, reason=Reason.STAFF)
    request_sync(users, reason=Reason.COMMAND, full=True)
    assert waiting() == [(True, 2000, None)]


@pytest.mark.parametrize("reason", [Reason.STAFF, Reason.WEBHOOK, Reason.SCHEDULE])
def test_user_who_waits_for_the_next_try_is_synced_at_once_when_asked_for(alices, reason):
    users = members_of(alices, ["first"])
    request_sync(users, reason=Reason.STAFF, full=True)
    schedule(timezone.now() + timedelta(minutes=5))
    request_sync(users, reason=reason)
    assert waiting() == [(True, 2000, None)]


def test_user_whose_next_try_is_due_waits_for_that(alices):
    users = members_of(alices, ["first"])
    request_sync(users, reason=Reason.STAFF)
    schedule(due := timezone.now())
    request_sync(users, reason=Reason.STAFF)
    assert waiting() == [(False, 2000, due)]


def test_users_are_added_by_few_statements(alices, django_assert_max_num_queries):
    users = members_of(alices, [f"member-{number}" for number in range(30)])
    with django_assert_max_num_queries(5):
        request_sync(users, reason=Reason.COMMAND)
    assert len(taken_in_order()) == 30
