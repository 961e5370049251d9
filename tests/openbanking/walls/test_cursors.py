"""What is said of whose rows may be seen goes along with each statement, and ends with it."""

from __future__ import annotations

import os
import tempfile
import threading

import pytest
from django.db import DataError, connection, transaction
from psycopg import Cursor

from openbanking.models import Account, Tenant
from openbanking.walls.scope import NOTHING, present, seeing, seeing_every_tenant
from tests import factories
from tests.walls import as_web

pytestmark = [pytest.mark.usefixtures("wall"), pytest.mark.django_db(transaction=True)]

SAID = "SELECT current_setting('banking.tenants', true), current_setting('banking.person', true)"


def told():
    """Return what the connection knows, asked beneath our cursors."""
    (found,) = Cursor(connection.connection).execute(SAID).fetchall()
    return tuple(each or "" for each in found)


def test_statement_alone_leaves_nothing_behind(alices):
    with as_web(), seeing([alices.pk]):
        assert Tenant.objects.count() == 1
        assert told() == ("", "")


def test_transaction_leaves_nothing_behind(alices):
    with as_web(), seeing([alices.pk]):
        with transaction.atomic():
            assert Tenant.objects.count() == 1
            assert told() == (str(alices.pk), "")
        assert told() == ("", "")


def test_error_leaves_nothing_behind(alices):
    with as_web(), seeing([alices.pk]):
        with connection.cursor() as cursor, pytest.raises(DataError):
            cursor.execute("SELECT 1 / %s", [0])
        assert told() == ("", "")
        assert Tenant.objects.count() == 1


def test_failed_transaction_is_rolled_back_to_where_it_was_right(alices):
    with as_web(), seeing([alices.pk]), transaction.atomic():
        with pytest.raises(DataError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / %s", [0])
        assert Tenant.objects.count() == 1


def test_scope_changes_within_a_transaction(alices, bobs):
    with as_web(), transaction.atomic():
        with seeing([alices.pk]):
            assert Tenant.objects.get() == alices
            with seeing_every_tenant():
                assert Tenant.objects.count() == 2
            assert Tenant.objects.get() == alices
        assert Tenant.objects.count() == 0


def test_block_that_fails_ends_all_the_same(alices):
    with pytest.raises(ZeroDivisionError), seeing([alices.pk]):
        raise ZeroDivisionError
    assert present() is NOTHING


def test_another_thread_sees_nothing(alices):
    found = []
    with seeing([alices.pk]):
        thread = threading.Thread(target=lambda: found.append(present()))
        thread.start()
        thread.join()
    assert found == [NOTHING]


def test_rows_are_written_many_at_once(alices, alice):
    bank = factories.make_connection(factories.make_powens_user(alices, alice))
    account = factories.make_account(bank)
    with as_web(), seeing([alices.pk]):
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE openbanking_account SET name = %s WHERE id = %s",
                [("First", account.pk), ("Second", account.pk)],
            )
        assert Account.objects.get().name == "Second"


def test_statement_and_what_is_said_with_it_take_one_round_trip(alices):
    with as_web(), seeing([alices.pk]):
        Tenant.objects.count()
        with tempfile.TemporaryFile() as file:
            raw = connection.connection.pgconn
            raw.trace(file.fileno())
            Tenant.objects.count()
            raw.untrace()
            file.seek(0, os.SEEK_SET)
            lines = file.read().decode().splitlines()
    sent = [line.split("\t")[-1].split()[0] for line in lines if "\tF\t" in line]
    assert sent.count("Sync") == 1
    answers = [number for number, line in enumerate(lines) if "\tB\t" in line]
    assert max(number for number, line in enumerate(lines) if "\tF\t" in line) < answers[0]
