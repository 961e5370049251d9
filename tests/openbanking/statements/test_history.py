"""The joined history: statements first, cut where the connector begins, and each movement once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from openbanking.models import Transaction
from openbanking.statements import connector_begins, joined_history
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)


@pytest.fixture
def older(alices, account):
    """Statements of Alice's connected account, from before the connector knew it."""
    return factories.make_manual_account(alices, name="Older", kind="cash", continued_by=account)


@pytest.fixture
def brought_by(older):
    return factories.make_statement_import(older)


def history(account):
    return [(str(each.booked_on), each.amount, each.imported) for each in joined_history(account)]


def test_statements_come_first_and_end_before_the_connectors_first_day(account, brought_by):
    for days, amount in ((9, "1"), (5, "2"), (4, "3"), (0, "4")):
        factories.make_entry(brought_by, amount, booked_on=(NOW - days * ONE_DAY).date())
    factories.make_transaction(account, "20", booked_on=NOW)
    factories.make_transaction(account, "10", booked_on=NOW - 4 * ONE_DAY)
    assert history(account) == [
        ("2026-02-21", Decimal(1), True),
        ("2026-02-25", Decimal(2), True),
        ("2026-02-26", Decimal(10), False),
        ("2026-03-02", Decimal(20), False),
    ]


def test_account_without_rows_of_the_connector_has_its_statements_whole(account, brought_by):
    factories.make_entry(brought_by, "1")
    assert history(account) == [("2026-03-02", Decimal(1), True)]


def test_account_without_statements_has_what_the_connector_brings(account):
    factories.make_transaction(account, "10")
    assert history(account) == [("2026-03-02", Decimal(10), False)]


def test_statements_of_another_account_are_not_joined(account, alices):
    other = factories.make_manual_account(alices)
    factories.make_entry(factories.make_statement_import(other), "1")
    assert history(account) == []


def test_row_posted_without_a_day_counts_by_its_date(account):
    factories.make_transaction(account, "10", booked_on=None, date=datetime(2026, 3, 1, tzinfo=UTC))
    assert str(connector_begins(account)) == "2026-03-01"


@pytest.mark.parametrize(
    "columns",
    [
        {"deleted_at": NOW},
        {"amount": None},
        {"status": Transaction.Status.PENDING},
        {"status": Transaction.Status.CANCELLED},
    ],
)
def test_row_the_bank_does_not_count_neither_cuts_nor_is_there(account, brought_by, columns):
    factories.make_transaction(account, **{"amount": "10", "booked_on": NOW - 9 * ONE_DAY, **columns})
    factories.make_entry(brought_by, "1")
    assert history(account) == [("2026-03-02", Decimal(1), True)]


def test_row_staff_left_out_is_not_there_and_cuts_all_the_same(account, brought_by):
    factories.make_transaction(account, "10", left_out=True)
    factories.make_entry(brought_by, "1")
    assert history(account) == []


def test_movement_shows_neither_amount_nor_wording(account, brought_by):
    factories.make_entry(brought_by, "1310.42", wording="PRIVATE")
    (movement,) = joined_history(account)
    assert movement.wording == "PRIVATE"
    assert "PRIVATE" not in repr(movement)
    assert "1310" not in repr(movement)
