"""Transactions between reading and writing: in the database, page by page, and compared there."""

from __future__ import annotations

import gc
from copy import copy
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openbanking.models import Transaction
from openbanking.powens import PowensClock, payloads
from openbanking.powens.payloads import Rows
from openbanking.sandbox import Request
from openbanking.sandbox.behaviour.faults import Fault, FaultKind
from openbanking.sync.staging import Stage
from tests.openbanking.sync.running import sync, sync_when_due

pytestmark = pytest.mark.django_db
PAGE = 1_000


@pytest.fixture
def pages(linked, checking, movement):
    """Five pages of rows."""
    for number in range(4 * PAGE):
        row = copy(movement)
        row.id = 800_000 + number
        row.posted = row.ordered = movement.posted - timedelta(days=number // 5)
        checking.transactions[row.id] = row
    return checking


@pytest.fixture
def failing(pages, sandbox):
    """A Powens that gives two pages of transactions, and no more."""
    asked: list[Request] = []

    def fault(request):
        if request.path.endswith("/transactions"):
            asked.append(request)
        if len(asked) == 3:
            sandbox.faults.add(Fault(kind=FaultKind.STATUS, path="transactions$", status=500, times=0))

    sandbox.fault = fault
    return sandbox


def test_one_page_is_in_memory_at_a_time(pages, monkeypatch):
    alive: list[int] = []
    take = Stage.take

    def counted(stage, page, clock):
        gc.collect()
        alive.append(sum(type(each) is Rows and bool(each.rows) for each in gc.get_objects()))
        take(stage, page, clock)

    monkeypatch.setattr(Stage, "take", counted)
    sync()
    assert len(alive) > 5
    assert max(alive) - alive[0] <= 1  # the one before it, which is about to go


def test_failure_in_the_last_page_writes_nothing(failing):
    assert sync().status == "failed"
    assert not Transaction.objects.exists()


def test_what_a_failed_read_left_is_nobody_elses(failing, pages):
    sync()
    failing.fault = lambda request: None
    failing.faults.clear()
    gone = [pages.transactions.pop(800_000 + number) for number in range(1_500)]
    sync()
    assert not Transaction.objects.filter(external_id__in=[str(each.id) for each in gone]).exists()


def test_unchanged_rows_are_compared_by_the_database_and_left_alone(pages):
    sync()
    with CaptureQueriesContext(connection) as queries:
        counts = sync(full=True).totals.transactions
    assert (counts.unchanged, counts.written) == (len(pages.transactions), 0)
    loaded = [each["sql"] for each in queries if '"original_wording"' in each["sql"]]
    assert loaded == []


@pytest.fixture
def second_bank(linked, bank, checking, movement, sandbox):
    """One more connection of the same user, with an account of one row."""
    second = copy(bank)
    second.id, account, row = bank.id + 1_000, copy(checking), copy(movement)
    account.id, account.iban, account.number, row.id = checking.id + 5_000, None, None, 900_000
    account.transactions, second.accounts = {row.id: row}, {account.id: account}
    sandbox.state.users[7].connections[second.id] = second
    return row


def test_connection_without_news_is_not_written_beside_one_that_has(second_bank):
    sync()
    second_bank.card = "**** 1234"
    with CaptureQueriesContext(connection) as queries:
        counts = sync(full=True).totals.transactions
    writes = f"UPDATE {Transaction._meta.db_table} AS target"
    assert counts.changed == 1
    assert sum(writes in each["sql"] for each in queries) == 1


def test_row_that_differs_in_any_column_is_written(linked, movement, sandbox):
    sync()
    before = Transaction.objects.get(external_id=str(movement.id))
    movement.card = "**** 1234"
    counts = sync(full=True).totals.transactions
    after = Transaction.objects.get(external_id=str(movement.id))
    assert (counts.changed, after.card) == (1, "**** 1234")
    assert after.updated_at > before.updated_at


def test_words_follow_what_they_are_made_of(linked, movement):
    sync()
    movement.wording = "Élan vital"
    sync(full=True)
    assert Transaction.objects.matching("elan").get().external_id == str(movement.id)


def test_correction_by_hand_survives_a_change(linked, movement):
    sync()
    Transaction.objects.filter(external_id=str(movement.id)).update(own_category="travel")
    movement.wording = "Something else"
    sync(full=True)
    assert Transaction.objects.get(external_id=str(movement.id)).own_category == "travel"


def test_trailing_zeros_are_no_difference(linked, movement, sandbox):
    movement.value = Decimal("10.10")
    sync()
    movement.value = Decimal("10.1000")
    assert sync(full=True).totals.transactions.changed == 0


def test_character_that_no_text_holds_is_left_out_of_it(linked, movement):
    movement.wording = "COFFEE\x00 BAR"
    assert sync().totals.transactions.warnings == 0
    assert Transaction.objects.get(external_id=str(movement.id)).wording == "Coffee Bar"


def _page(*rows):
    """Return a page of rows of one transaction, each of an account and with an amount."""
    return Rows(
        [
            payloads.Transaction(id=1, id_account=account, date="2026-03-01", value=Decimal(value))
            for account, value in rows
        ],
        [],
    )


@pytest.mark.parametrize("pages", [[_page((7, "1"), (8, "2"))], [_page((7, "1")), _page((8, "2"))]])
def test_row_read_twice_stands_as_it_was_read_last(pages):
    stage = Stage()
    for each in pages:
        stage.take(each, PowensClock(ZoneInfo("Europe/Paris")))
    assert {account: found.rows for account, found in stage.accounts().items()} == {"8": 1}
    stage.clear()


def test_nothing_is_left_in_the_table(pages):
    sync()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM staged_transaction")
        assert cursor.fetchone() == (0,)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL keeps versions of rows")
def test_unchanged_row_gets_no_new_version_and_no_lock(pages):
    sync()

    def versions():
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, xmin::text, xmax::text FROM openbanking_transaction ORDER BY id")
            return cursor.fetchall()

    before = versions()
    sync(full=True)
    assert versions() == before


class TestPastKeeping:
    """Powens goes on listing what was taken back; what retention deleted of it stays deleted."""

    @pytest.fixture(autouse=True)
    def days(self, settings):
        settings.KEEP_REMOVED_TRANSACTIONS_DAYS = 100

    @pytest.fixture
    def taken_back(self, movement, sandbox):
        """Have the bank take a movement back so many days ago, and say so now."""

        def taken_back(days):
            movement.last_update = sandbox.clock.now()
            movement.deleted = sandbox.clock.now() - timedelta(days=days)
            return Transaction.objects.filter(external_id=str(movement.id))

        return taken_back

    def test_it_is_not_added(self, linked, taken_back):
        ours = taken_back(101)
        counts = sync().totals.transactions
        assert not ours.exists()
        assert (counts.seen, counts.added) == (4, 3)

    def test_what_is_kept_yet_is_added(self, linked, taken_back):
        ours = taken_back(99)
        sync()
        assert ours.exists()

    def test_all_of_it_is_added_where_all_is_kept(self, linked, taken_back, settings):
        settings.KEEP_REMOVED_TRANSACTIONS_DAYS = 0
        ours = taken_back(10_000)
        sync()
        assert ours.exists()

    def test_row_that_is_ours_is_taken_back_all_the_same(self, linked, taken_back):
        sync()
        ours = taken_back(101)
        assert sync().totals.transactions.removed == 1
        assert ours.get().deleted_at is not None

    def test_its_user_may_be_quiet(self, linked, taken_back, asked):
        taken_back(101)
        sync(full=True)
        asked.clear()
        sync()
        assert asked == ["connections", "transactions"]

    def test_newest_page_lacks_nothing_for_it(self, pages, movement, taken_back, asked):
        taken_back(101)
        movement.last_update = movement.deleted
        sync()
        asked.clear()
        sync_when_due()
        assert asked == ["connections", "accounts", "transactions", "transactions"]
