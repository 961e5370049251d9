"""The queue in the admin: what waits is said in words, with when it was taken and how it ended."""

from __future__ import annotations

import pytest

from openbanking.jobs import Reason, has_queue, request_sync
from tests.openbanking.admin.test_actions import act
from tests.waiting import set_status

pytestmark = pytest.mark.skipif(not has_queue(), reason="SQLite has no queue")

JOBS = "/admin/procrastinate/procrastinatejob/"


@pytest.fixture
def number(db):
    """The number of a job that waits."""
    from openbanking.jobs.tasks import sync_powens_user_job

    return sync_powens_user_job.defer(powens_user_id="314")


def test_job_says_what_it_is_about_in_the_list_and_on_its_page(staff, number):
    for page in (JOBS, f"{JOBS}{number}/change/"):
        text = staff.get(page).content.decode()
        assert "Sync Powens user" in text
        assert "Powens user id 314" in text


def test_job_is_found_by_its_number(staff, number):
    found = staff.get(JOBS, {"q": str(number)}).context["cl"].result_list
    assert [job.pk for job in found] == [number]
    assert not staff.get(JOBS, {"q": "0"}).context["cl"].result_list


def test_job_is_not_done_again_while_another_waits_to_do_the_same(staff, linked):
    from procrastinate.contrib.django.models import ProcrastinateJob

    request_sync([linked], reason=Reason.COMMAND)
    failed = ProcrastinateJob.objects.get()
    set_status(failed, "failed")
    request_sync([linked], reason=Reason.WEBHOOK)
    page = act(staff, "procrastinate/procrastinatejob", "retry", failed)
    (message,) = page.context["messages"]
    assert "Another job that does the same is waiting already" in str(message)
    assert ProcrastinateJob.objects.get(pk=failed.pk).status == "failed"
