"""Uses are collected and written together: all of them, once, in bounded time and space."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from queue import Queue
from threading import Thread
from threading import enumerate as threads

import pytest
from django.db import OperationalError, connection

from openbanking.access import batches
from openbanking.access.batches import Batch
from openbanking.access.usage import OperationUse, TokenUse, write
from openbanking.models import ApiToken, AuditEntry
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


class Time:
    """The time of a batch, which passes when a test says so."""

    def __init__(self) -> None:
        self.turns: Queue[bool] = Queue()

    def wait(self, seconds: float) -> bool:
        return self.turns.get(timeout=20)

    def passes(self) -> None:
        self.turns.put(False)

    def ends(self) -> None:
        self.turns.put(True)


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def batch(time, settings):
    """A batch of this test's own, of which nothing stays behind."""
    settings.AUDIT_FLUSH_SECONDS = 2
    made = Batch(wait=time.wait)
    yield made
    time.ends()
    until_written()


@pytest.fixture
def refused(monkeypatch):
    """How often the database will refuse to write."""
    left = [0]

    def refuse(uses):
        if left[0]:
            left[0] -= 1
            raise OperationalError("the database is starting up")
        write(uses)

    monkeypatch.setattr(batches, "write", refuse)
    return left


def until_written():
    """Wait for the thread that writes: it ends when nothing is left."""
    for thread in threads():
        if thread.name == "usage":
            thread.join(20)
            assert not thread.is_alive()


def use(user, account=""):
    return OperationUse(user.pk, "", "rest", "openbanking.accounts.get", "", account, NOW.date())


def recorded():
    return sum(AuditEntry.objects.values_list("count", flat=True))


def test_nothing_is_written_before_its_time(batch, time, alice):
    batch.add(use(alice), at=NOW)
    assert recorded() == 0
    time.passes()
    until_written()
    assert recorded() == 1


def test_same_use_is_counted_and_its_latest_instant_kept(batch, alice):
    for seconds in (0, 2, 1):
        batch.add(use(alice), at=NOW + timedelta(seconds=seconds))
    batch.flush()
    entry = AuditEntry.objects.get()
    assert (entry.count, entry.last_at) == (3, NOW + timedelta(seconds=2))


def test_token_and_entry_are_written_together(batch, alice):
    factories.make_token(alice)
    batch.add(TokenUse(ApiToken.objects.get().pk), at=NOW)
    batch.add(use(alice), at=NOW)
    batch.flush()
    assert ApiToken.objects.get().last_used_at == NOW
    assert recorded() == 1


def test_what_is_written_is_not_written_again(batch, alice):
    batch.add(use(alice), at=NOW)
    batch.flush()
    batch.flush()
    assert recorded() == 1


def test_thread_comes_back_for_what_comes_later(batch, time, alice):
    for times in (1, 2):
        batch.add(use(alice), at=NOW)
        time.passes()
        until_written()
        assert recorded() == times


def test_use_during_a_write_is_kept_for_the_next(batch, alice, monkeypatch):
    def write_while_used(uses):
        write(uses)
        batch.add(use(alice), at=NOW)
        monkeypatch.setattr(batches, "write", write)

    monkeypatch.setattr(batches, "write", write_while_used)
    batch.add(use(alice), at=NOW)
    batch.flush()
    assert recorded() == 1
    batch.flush()
    assert recorded() == 2


def test_threads_lose_and_double_nothing(batch, alice):
    def call(number):
        batch.add(use(alice, account=str(number % 7)), at=NOW)
        if number % 50 == 0:
            batch.flush()
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(call, range(1_000)))
    batch.flush()
    assert recorded() == 1_000


def test_zero_seconds_write_at_once(batch, alice, settings):
    settings.AUDIT_FLUSH_SECONDS = 0
    batch.add(use(alice), at=NOW)
    assert recorded() == 1


def test_use_is_written_at_once_when_python_starts_no_thread_any_more(batch, alice, monkeypatch):
    def refuse(thread):
        raise RuntimeError("can't start new thread at interpreter shutdown")

    monkeypatch.setattr(Thread, "start", refuse)
    batch.add(use(alice), at=NOW)
    assert recorded() == 1


class TestFull:
    """What finds no room is written by who brings it."""

    @pytest.fixture(autouse=True)
    def full(self, batch, alice, monkeypatch):
        monkeypatch.setattr(batches, "MOST", 2)
        for account in "ab":
            batch.add(use(alice, account), at=NOW)

    def test_new_use_is_written_at_once(self, batch, alice):
        batch.add(use(alice, "c"), at=NOW)
        assert AuditEntry.objects.get().account == "c"

    def test_known_use_is_still_collected(self, batch, alice):
        batch.add(use(alice, "a"), at=NOW)
        assert recorded() == 0
        batch.flush()
        assert recorded() == 3

    def test_refused_use_fails_rather_than_being_lost(self, batch, alice, refused):
        refused[0] = 1
        with pytest.raises(OperationalError):
            batch.add(use(alice, "c"), at=NOW)
        batch.flush()
        assert recorded() == 2


class TestRefused:
    """The database is away: what is collected waits for it."""

    def test_everything_stays_in_the_batch(self, batch, alice, refused):
        refused[0] = 1
        batch.add(use(alice), at=NOW)
        with pytest.raises(OperationalError):
            batch.flush()
        batch.add(use(alice), at=NOW)
        batch.flush()
        assert recorded() == 2

    def test_thread_tries_again(self, batch, time, alice, refused, caplog):
        refused[0] = 2
        batch.add(use(alice), at=NOW)
        for _ in range(3):
            time.passes()
        until_written()
        assert recorded() == 1
        assert [each.message for each in caplog.records] == [
            "The audit could not be written; it is kept, and tried again"
        ] * 2

    def test_process_that_ends_says_how_much_it_takes_along(self, batch, time, alice, refused, caplog):
        refused[0] = 1
        for account in "aab":
            batch.add(use(alice, account), at=NOW)
        time.ends()
        until_written()
        assert "3 uses are lost" in caplog.records[-1].message
        assert caplog.records[-1].levelname == "ERROR"
        assert recorded() == 0
