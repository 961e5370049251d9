"""Locks: never two syncs of one user, never one that outlives its process."""

from __future__ import annotations

import pytest
from django.db import connection

from openbanking.models import Account, SyncRun
from openbanking.sync.locks import lock, lock_users
from tests import factories
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db


def test_lock_is_free_again_after_its_block(db):
    with lock("a name") as first:
        pass
    with lock("a name") as second:
        pass
    assert (first, second) == (True, True)


def test_several_users_are_locked_together_or_not(linked, bobs, bob, elsewhere):
    other = factories.make_powens_user(bobs, bob, external_id="8")
    with lock_users([linked.pk, other.pk]) as free:
        pass
    with elsewhere(f"powens-user:{other.pk}"), lock_users([linked.pk, other.pk]) as taken:
        pass
    assert (free, taken) == (True, False)


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


@pytest.fixture
def files(tmp_path, monkeypatch):
    """The folder that this process has its locks in."""
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL locks no files")
    monkeypatch.setattr("openbanking.sync.locks._folder", lambda: tmp_path)
    return tmp_path


def test_run_leaves_no_file(db, files):
    sync()
    assert list(files.iterdir()) == []


def test_run_that_is_buried_leaves_no_file(db, files):
    died = factories.make_run(status=SyncRun.Status.RUNNING, finished_at=None)
    with lock(f"sync-run:{died.pk}"):
        pass
    assert len(list(files.iterdir())) == 1
    sync()
    assert list(files.iterdir()) == []


def test_run_that_goes_on_keeps_its_file(db, files):
    alive = factories.make_run(status=SyncRun.Status.RUNNING, finished_at=None)
    with lock(f"sync-run:{alive.pk}"):
        before = list(files.iterdir())
        sync()
        assert list(files.iterdir()) == before


def test_lock_of_a_user_keeps_its_file(linked, files):
    sync()
    assert len(list(files.iterdir())) == 1


def test_next_sync_of_the_one_locked_out_reads_everything(linked, elsewhere):
    with elsewhere(f"powens-user:{linked.pk}"):
        sync()
    assert sync().totals.accounts.added == 2
