"""What is not restored leaves everything as it was, and says why without a value of anybody's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection as present

from openbanking.backups import Refused, back_up, restore, restoring
from openbanking.backups.columns import Kind
from openbanking.backups.databases import database
from openbanking.backups.restoring import holds_data
from openbanking.backups.tables import Column, Table
from openbanking.models import SyncOutcome, SyncRun, User
from tests import factories

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def file(tmp_path):
    back_up(tmp_path / "backup", now=NOW)
    return tmp_path / "backup"


@pytest.fixture
def fails(monkeypatch):
    """Let restoring fail once the database was emptied."""

    def fail(migrations, advance):
        there = set(database().tables())
        assert User._meta.db_table not in there
        raise Refused("Something went wrong.")

    monkeypatch.setattr(restoring, "migrate_to", fail)


def test_a_database_that_was_only_migrated_holds_nothing():
    assert not holds_data()


def test_a_database_that_holds_data_is_not_restored_into(file, alice):
    with pytest.raises(Refused, match=r"holds data\. Give --replace"):
        restore(file)
    assert User.objects.get() == alice


def test_what_fails_on_the_way_puts_back_what_there_was(file, account, fails):
    factories.make_transaction(account, "12345678901234567890.123456789012345678")
    with pytest.raises(Refused, match="Something went wrong"):
        restore(file, replace=True)
    account.refresh_from_db()
    assert f"{account.transactions.get().amount:f}" == "12345678901234567890.123456789012345678"


def test_a_database_with_tables_of_somebody_else_is_not_restored_into(file):
    with present.cursor() as cursor:
        cursor.execute("CREATE TABLE cooking (recipe text)")
    try:
        with pytest.raises(Refused, match=r"tables of somebody else in this database \(cooking\)"):
            restore(file, replace=True)
    finally:
        with present.cursor() as cursor:
            cursor.execute("DROP TABLE cooking")


def test_rows_that_refer_to_nothing_are_refused(connection_of_alice):
    with pytest.raises(Refused, match="refer to others that are not there"), database().unchecked():
        SyncOutcome.objects.update(run="00000000-0000-7000-8000-000000000000")


@pytest.fixture
def connection_of_alice(connection):
    factories.make_outcome(factories.make_run(), connection)
    return connection


def test_a_row_that_the_database_does_not_take_is_named_without_its_values():
    columns = (Column("id", Kind.UUID), Column("status", Kind.TEXT))
    table = Table(name=SyncRun._meta.db_table, columns=columns)
    row = ["00000000-0000-7000-8000-000000000000", "SECRET" * 10]
    with pytest.raises(Refused, match=f"a row of {table.name}") as refused:
        database().load(table, [row])
    assert "SECRET" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
