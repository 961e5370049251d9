"""Locks: never two syncs of one user, never one that outlives its process."""

from __future__ import annotations

import pytest

from openbanking.models import Account, SyncRun
from openbanking.sync.locks import lock
from tests import factories
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db


def test_lock_is_free_again_after_its_block(db):
    with lock("a name") as first:
        pass
    with lock("a name") as second:
        pass
    assert (first, second) == (True, True)


def test_user_that_another_process_is_syncing_is_left_to_it(linked, elsewhere):
    with elsewhere(f"powens-user:{linked.pk}"):
        report = sync()
    assert report.status is SyncRun.Status.LOCKED
    assert not Account.objects.exists()


def test_lock_goes_with_its_process(linked, elsewhere):
    with elsewhere(f"powens-user:{linked.pk}") as holder:
        holder.kill()
        holder.wait(timeout=10)
        assert sync().status is SyncRun.Status.OK


def test_live_run_of_another_process_is_not_buried(db, elsewhere):
    alive = factories.make_run(status=SyncRun.Status.RUNNING, finished_at=None)
    with elsewhere(f"sync-run:{alive.pk}"):
        sync()
    alive.refresh_from_db()
    assert alive.status == SyncRun.Status.RUNNING


def test_next_sync_of_the_one_locked_out_reads_everything(linked, elsewhere):
    with elsewhere(f"powens-user:{linked.pk}"):
        sync()
    assert sync().totals.accounts.added == 2
