"""Everything is moved to a database of the other kind, by a process with settings of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import environ
import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.utils import ConnectionHandler

from config.databases import configured
from openbanking.backups.tables import tables_of, total_of
from openbanking.models import (
    Account,
    AuditChain,
    AuditEntry,
    AuditRecord,
    BalanceReading,
    Transaction,
)
from openbanking.models.binary_rows import sends_binary
from openbanking.models.prepared import Prepared
from tests.databases import database_of
from tests.openbanking.backups.filling import MONEY, TEXTS, fill

OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}
# Each database has some for each app, and the queue is an app of PostgreSQL's; who moves is on record.
LONGER = (
    "auth_permission",
    "django_content_type",
    AuditChain._meta.db_table,
    AuditEntry._meta.db_table,
    AuditRecord._meta.db_table,
)

pytestmark = pytest.mark.django_db(transaction=True)


class Reading(NamedTuple):
    """A figure, as queries that are asked all day read it."""

    id: UUID
    amount: Decimal
    as_of: datetime
    derived: bool


@contextmanager
def present(url: str) -> Iterator[None]:
    """Have the database of an address be the present one, as our settings use it."""
    given = configured(environ.Env.db_url_config(url), prepared_statements=True)
    ours, other = connections[DEFAULT_DB_ALIAS], ConnectionHandler({"default": given})["default"]
    connections[DEFAULT_DB_ALIAS] = other
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        other.close()
        connections[DEFAULT_DB_ALIAS] = ours
        ContentType.objects.clear_cache()


def totals():
    tables = [table for table in tables_of(apps) if table.name not in LONGER]
    return {table.name: total_of(connection, table) for table in tables}


def test_every_table_is_moved_to_the_digit(capfd):
    fill()
    here, other = totals(), OTHER[connection.vendor]
    with database_of(other) as url:
        call_command("move_database", "--to", url)
        assert "rows of" in capfd.readouterr().out
        with present(url):
            assert connection.vendor == other
            assert totals() == here
            assert AuditRecord.objects.filter(operation="manage.restore").exists()
            assert {f"{each.amount.copy_abs():f}" for each in BalanceReading.objects.all()} == set(MONEY)
            assert Transaction.objects.matching(TEXTS[0]).exists()
            reads_as_queries_that_are_asked_all_day()
        with pytest.raises(CommandError, match="both databases are as they were"):
            call_command("move_database", "--to", url)
    assert totals() == here


def reads_as_queries_that_are_asked_all_day():
    """By values and not by text, where the database sends them."""
    assert sends_binary(connection) is (connection.vendor == "postgresql")
    rows = Prepared(BalanceReading.objects.order_by("pk"), Reading).all()
    assert rows == [
        Reading(each.id, each.amount, each.as_of, each.derived)
        for each in BalanceReading.objects.order_by("pk")
    ]
    assert Account.objects.filter(pk__in=[each.account_id for each in BalanceReading.objects.all()])


def test_an_address_is_needed():
    with pytest.raises(CommandError, match="address of a database") as refused:
        call_command("move_database", "--to", "banking")
    assert refused.value.returncode == 2
