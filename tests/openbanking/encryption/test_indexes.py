"""The key of indexes is changed while everything goes on: text is found at any moment of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection as database
from django.db import transaction
from django.utils import timezone

from openbanking.admin.number_search import accounts_of
from openbanking.encryption import indexes
from openbanking.encryption.indexes import SETTLED_AFTER, announce, go_on
from openbanking.fields import sealing
from openbanking.models import Account, AccountOwner, AuditRecord, ServiceKey, TenantKey
from openbanking.models import keyring as keyrings
from openbanking.models.keyring import Keyring, keyring
from tests import factories

IBAN, OTHER = "FR7630006000011234567890189", "DE89370400440532013000"
NAME = "Alice Martin"


@pytest.fixture(autouse=True)
def _forgotten(db: None) -> Iterator[None]:
    """Keys of a test are those of its database, which are gone after it."""
    yield
    keyring.forget()


@pytest.fixture
def row(connection):
    made = factories.make_account(connection, iban=IBAN)
    factories.make_owner(made, NAME)
    return made


@pytest.fixture
def clock(monkeypatch):
    """Set the clock of every process."""

    def clock(at: datetime) -> datetime:
        monkeypatch.setattr(keyrings, "time", at.timestamp)
        return at

    clock(timezone.now())
    return clock


@contextmanager
def another_process() -> Iterator[Keyring]:
    """Ask as a process that heard of keys by itself, and goes on with what it has heard."""
    theirs = Keyring()
    sealing.keys_from(theirs)
    try:
        yield theirs
    finally:
        sealing.keys_from(keyring)


def kept():
    """Return all indexes there are."""
    columns = ("iban_index", "iban_tail", "matching_iban")
    accounts = Account.objects.order_by("pk").values_list(*columns)
    owners = AccountOwner.objects.order_by("pk").values_list("name_index")
    return [bytes(each) for found in (*accounts, *owners) for each in found]


def found(account):
    return [accounts_of(IBAN), accounts_of("0189")] == [[account.pk], [account.pk]]


def test_nothing_changes_until_the_new_key_is_used(row, clock):
    before = kept()
    used_from = announce()
    clock(used_from - timedelta(seconds=1))
    assert go_on(now=used_from - timedelta(seconds=1)).again_at == used_from
    assert kept() == before
    assert found(row)


def test_every_process_has_heard_of_it_by_then():
    assert announce() - timezone.now() > timedelta(seconds=keyrings.KEPT_FOR + 30)


def test_another_is_not_announced_meanwhile():
    assert announce() == announce()
    assert ServiceKey.objects.count() == 2


def test_it_is_used_by_the_clock_and_the_former_one_still_finds(row, connection, clock):
    used_from = announce()
    clock(used_from)
    newer = factories.make_account(connection, iban=IBAN)
    assert newer.iban_index != Account.objects.get(pk=row.pk).iban_index
    assert sorted(accounts_of(IBAN)) == [row.pk, newer.pk]


def test_process_that_heard_of_it_begins_without_asking_again(row, clock, django_assert_num_queries):
    used_from = announce()
    with another_process() as theirs:
        before = theirs.indexes()
        clock(used_from)
        with django_assert_num_queries(0):
            assert theirs.indexes() == before[::-1]


def test_rows_are_brought_under_it(row, clock):
    before = kept()
    now = clock(announce())
    done = go_on(now=now)
    assert (done.rows, done.again_at) == (2, now + SETTLED_AFTER)
    assert not set(before) & set(kept())
    assert found(row)


def test_former_one_is_gone_at_last(row, clock):
    now = clock(announce())
    go_on(now=now)
    assert go_on(now=clock(now + SETTLED_AFTER)).again_at is None
    assert ServiceKey.objects.get().purpose == ServiceKey.INDEX
    assert len(keyring.indexes()) == 1
    assert found(row)
    assert go_on(now=now + SETTLED_AFTER).rows == 0


def test_process_that_has_not_heard_of_the_end_finds_and_writes_alike(row, connection, clock):
    now = clock(announce())
    with another_process() as theirs:
        theirs.indexes()
        go_on(now=now)
        go_on(now=clock(now + SETTLED_AFTER))
        assert found(row)
        made = factories.make_account(connection, iban=IBAN)
    assert made.iban_index == Account.objects.get(pk=row.pk).iban_index


def test_what_was_being_written_when_it_came_into_use_is_found_in_the_end(row, clock):
    before = Account.objects.values("iban_index", "iban_tail", "matching_iban").get()
    now = clock(announce())
    go_on(now=now)
    Account.objects.update(**before)
    assert found(row)
    assert go_on(now=clock(now + SETTLED_AFTER)).rows == 1
    assert found(row)


def test_what_a_wrong_clock_wrote_is_put_right_by_any_later_run(row, clock):
    before = Account.objects.values("iban_index", "iban_tail", "matching_iban").get()
    now = clock(announce())
    go_on(now=clock(now + SETTLED_AFTER))
    Account.objects.update(**before)
    assert not found(row)
    call_command("rotate_keys")
    assert found(row)


def test_stopped_half_way_it_is_gone_on_with(row, bobs, bob, clock, monkeypatch):
    theirs = factories.make_account(
        factories.make_connection(factories.make_powens_user(bobs, bob)), iban=OTHER
    )
    now = clock(announce())
    reindex = indexes._reindex

    def stop(rows, source, columns):
        if rows.filter(pk=theirs.pk).exists():
            raise KeyboardInterrupt
        return reindex(rows, source, columns)

    with monkeypatch.context() as patched:
        patched.setattr(indexes, "_reindex", stop)
        with pytest.raises(KeyboardInterrupt):
            go_on(now=now)
    assert accounts_of(OTHER) == [theirs.pk]
    assert found(row)
    assert go_on(now=clock(now + SETTLED_AFTER)).rows == 1
    assert accounts_of(OTHER) == [theirs.pk]


def test_what_cannot_be_read_is_told_and_holds_nothing_up(row, bobs, bob, clock):
    theirs = factories.make_connection(factories.make_powens_user(bobs, bob))
    factories.make_account(theirs, iban=OTHER)
    TenantKey.objects.filter(tenant=bobs).delete()
    now = clock(announce())
    done = go_on(now=clock(now + SETTLED_AFTER))
    assert (done.unreadable, done.again_at) == (1, None)
    assert found(row)


@pytest.mark.django_db(transaction=True)
def test_family_that_somebody_writes_is_not_waited_for(row, clock):
    if database.vendor == "sqlite":
        pytest.skip("one writes at a time")
    locked, done = Event(), Event()

    def write():
        with transaction.atomic():
            list(Account.objects.select_for_update())
            locked.set()
            done.wait(30)
        database.close()

    writer = Thread(target=write)
    writer.start()
    try:
        assert locked.wait(30)
        now = clock(announce())
        kept_back = go_on(now=clock(now + SETTLED_AFTER))
    finally:
        done.set()
        writer.join()
    assert (kept_back.busy, kept_back.rows) == (1, 0)
    assert found(row)
    assert go_on(now=now + SETTLED_AFTER).rows == 2
    assert found(row)


class TestCommand:
    @pytest.fixture
    def slept(self, monkeypatch):
        """Have time pass where the command waits: what was announced is so much older then."""
        waits = []

        def sleep(seconds):
            waits.append(seconds)
            key = ServiceKey.objects.get(purpose=ServiceKey.NEXT_INDEX)
            earlier = key.created_at - timedelta(seconds=seconds + 1)
            ServiceKey.objects.filter(pk=key.pk).update(created_at=earlier)
            keyring.forget()

        monkeypatch.setattr("openbanking.management.commands.rotate_keys.time.sleep", sleep)
        return waits

    def test_changes_it_to_the_end_and_is_on_record(self, row, slept, capsys):
        before = kept()
        call_command("rotate_keys", "--index-key")
        assert not set(before) & set(kept())
        assert ServiceKey.objects.get().purpose == ServiceKey.INDEX
        assert sum(slept) == pytest.approx(keyrings.USED_AFTER + SETTLED_AFTER.seconds, abs=5)
        assert "2 rows are found by the index key in use." in capsys.readouterr().out
        assert AuditRecord.objects.get(operation="manage.rotate_keys").about == "index key"

    def test_without_it_does_what_can_be_done_now(self, row, slept, capsys):
        announce()
        call_command("rotate_keys")
        assert slept == []
        assert "run this again after" in capsys.readouterr().out

    def test_fails_where_something_cannot_be_read(self, row, slept):
        TenantKey.objects.all().delete()
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("rotate_keys", "--index-key")
