"""Everything there is comes back, into an empty database of the same kind, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from openbanking.backups import back_up, restore
from openbanking.backups.databases import database
from openbanking.backups.restoring import holds_data
from openbanking.backups.tables import Total, tables_of, total_of
from openbanking.models import Account, SyncOutcome, SyncRun, Transaction
from tests import factories
from tests.databases import another_database
from tests.openbanking.backups.filling import ROWS, TEXTS, fill

# In a transaction on the database that was restored, which is rolled back.
pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def totals() -> dict[str, Total]:
    return {table.name: total_of(connection, table) for table in tables_of(apps)}


def schema() -> set[tuple[Any, ...]]:
    """Return what there is of constraints, indexes, triggers and functions, by name and text."""
    if connection.vendor == "sqlite":
        sql = "SELECT type, name, sql FROM sqlite_master"
    else:
        sql = (
            "SELECT 'constraint', conname::text, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace UNION ALL "
            "SELECT 'index', indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'public' "
            "UNION ALL SELECT 'function', proname::text, prosrc FROM pg_proc "
            "WHERE pronamespace = 'public'::regnamespace UNION ALL "
            "SELECT 'trigger', tgname::text, pg_get_triggerdef(oid) FROM pg_trigger "
            "WHERE NOT tgisinternal UNION ALL SELECT 'column', attrelid::regclass || '.' || attname, "
            "array_to_string(attoptions, ',') FROM pg_attribute WHERE attoptions IS NOT NULL"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {tuple(row) for row in cursor.fetchall()}


class Written(NamedTuple):
    """What there was before."""

    filled: list[str]
    totals: dict[str, Total]
    schema: set[tuple[Any, ...]]


@pytest.fixture(scope="module")
def written(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Written]:
    """Two rows in every table of the suite's database, restored into another, the present one."""
    file = tmp_path_factory.mktemp("backups") / "backup"
    with django_db_blocker.unblock():
        try:
            found = Written(fill(), totals(), schema())
            back_up(file, now=NOW)
        finally:
            call_command("flush", interactive=False, verbosity=0)
        with another_database():
            restore(file)
            yield found


def test_every_table_had_rows(written):
    assert all(1 <= written.totals[name].rows <= ROWS for name in written.filled)
    assert all(total.rows for total in written.totals.values())


def test_every_table_is_as_it_was(written):
    assert totals() == written.totals


def test_constraints_indexes_triggers_and_functions_are_those_that_migrations_make(written):
    assert schema() == written.schema


def test_numbers_go_on_after_the_largest(written):
    run = SyncRun.objects.latest("pk")
    last = SyncOutcome.objects.latest("pk")
    made = SyncOutcome.objects.create(
        run=run, powens_user=last.powens_user, read=True, status="healthy", who_must_act="nobody"
    )
    assert made.pk > last.pk


def test_references_are_checked_again(written):
    with transaction.atomic():
        SyncOutcome.objects.update(run="00000000-0000-7000-8000-000000000000")
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        transaction.set_rollback(True)


def test_words_are_found_by_their_index(written):
    account = Account.objects.latest("pk")
    made = factories.make_transaction(account, "1.00", original_wording="Wasserwerk Zürich")
    assert Transaction.objects.matching("werk zur").get() == made
    assert Transaction.objects.get(words=TEXTS[0]) in Transaction.objects.matching(TEXTS[0])


def test_its_tables_are_those_of_the_service_alone(written):
    known = {each._meta.db_table for each in apps.get_models(include_auto_created=True)}
    labels = tuple(f"{each.label}_" for each in apps.get_app_configs())
    others = {each for each in database().tables() if not each.startswith(labels)} - known
    assert others <= {"cache", "django_migrations"}


def test_the_database_holds_data_now(written):
    assert holds_data()
