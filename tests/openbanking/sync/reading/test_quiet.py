"""A user in whom nothing happened: two answers of Powens tell, and nothing is compared or written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from openbanking.health.states import VANISHED
from openbanking.models import Account, Connection, PowensUser
from openbanking.powens import payloads
from openbanking.sandbox.world import mutations
from tests import factories
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db
TWO = ["connections", "transactions"]
# Lock and unlock, the run and its outcome, and what the user's rows are.
MOST_STATEMENTS = 20


@pytest.fixture
def settled(linked, asked):
    sync()
    asked.clear()
    return linked


def test_where_nothing_happened_two_requests_are_made(settled, asked):
    sync()
    assert asked == TWO


def test_quiet_run_reports_what_a_whole_one_does(settled):
    whole, quiet = sync(full=True), sync()
    for counts, told in (
        (whole.totals.accounts, quiet.totals.accounts),
        (whole.totals.balances, quiet.totals.balances),
    ):
        assert (told.seen, told.unchanged) == (counts.seen, counts.unchanged)
    assert quiet.totals.transactions.seen == quiet.totals.transactions.unchanged > 0
    assert quiet.status is whole.status
    assert [each.condition for each in quiet.connections] == [
        each.condition for each in whole.connections
    ]


def test_connection_that_is_gone_is_reported_where_it_is_asked_for(settled):
    gone = factories.make_connection(settled, vanished_at=factories.NOW)
    (report,) = sync(connections=[str(gone.pk)]).connections
    assert (report.connection, report.condition) == (gone, VANISHED)


def test_quiet_run_tells_that_the_bank_was_read(settled):
    before = Connection.objects.get().last_read_at
    sync()
    assert Connection.objects.filter(last_read_at__gt=before).exists()


def test_quiet_run_takes_few_statements(settled):
    sync()
    with CaptureQueriesContext(database) as asked:
        sync()
    assert len(asked) <= MOST_STATEMENTS


@pytest.mark.parametrize(
    "happen",
    [
        lambda state, account: setattr(account, "name", "Another name"),
        lambda state, account: setattr(account, "iban", "DE89370400440532013000"),
        lambda state, account: mutations.add_transaction(state, account=account.id, value="-5.00"),
        lambda state, account: mutations.close_account(state, account=account.id),
    ],
    ids=["name", "iban", "transaction", "closing"],
)
def test_whatever_changes_is_written(settled, sandbox, checking, happen):
    happen(sandbox.state, checking)
    report = sync()
    assert report.totals.accounts.changed + report.totals.transactions.added >= 1
    ours = Account.objects.get(external_id=str(checking.id))
    assert ours.iban == (checking.iban or "")


def test_change_that_is_taken_back_is_written_twice(settled, checking):
    checking.name, name = "Another name", checking.name
    sync()
    checking.name = name
    sync()
    assert Account.objects.get(external_id=str(checking.id)).name == name


def test_once_a_day_all_is_read(settled, asked):
    PowensUser.objects.update(newest_compared_at=factories.NOW - timedelta(days=2))
    sync()
    assert asked[:3] == ["connections", "accounts", "transactions"]


def test_powens_that_gives_connections_alone_is_asked_for_accounts(linked, asked, monkeypatch):
    monkeypatch.setattr(payloads.Connection, "all_accounts", None)
    sync()
    asked.clear()
    sync()
    assert asked == ["connections", "accounts", "transactions"]


def test_run_of_which_something_could_not_be_read_is_not_remembered(linked, checking):
    checking.balance = None
    sync()
    assert not PowensUser.objects.get().listed_digest
