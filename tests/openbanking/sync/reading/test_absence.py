"""What a list lacks is asked for by its id: a list at fault makes nothing go away."""

from __future__ import annotations

from copy import copy
from datetime import timedelta

import pytest

from openbanking.models import Account, Connection, SyncRun, Transaction
from openbanking.sandbox import Request
from openbanking.sandbox.behaviour.faults import Fault, FaultKind
from openbanking.sandbox.world.rendering import account_json
from openbanking.sync.reading.absence import MOST_ASKED
from tests.openbanking.sync.running import sync, sync_when_due

pytestmark = pytest.mark.django_db

LISTS = ["users/me/connections$", "users/me/accounts$", "users/me/transactions$"]


def gone():
    return (
        Connection.objects.exclude(vanished_at=None).count(),
        Account.objects.exclude(vanished_at=None).count(),
        Transaction.objects.exclude(deleted_at=None).count(),
    )


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("kind", [FaultKind.EMPTY, FaultKind.SHORT, FaultKind.BARE])
@pytest.mark.parametrize("path", LISTS)
def test_list_at_fault_makes_nothing_go_away(linked, sandbox, path, kind, full):
    sync()
    before = gone()
    sandbox.faults.add(Fault(kind=kind, path=path, times=0))
    report = sync_when_due(full=full)
    assert gone() == before
    # Every other one of a single connection is that connection.
    is_whole = kind is FaultKind.SHORT and "connections" in path
    assert (report.status is SyncRun.Status.OK) == is_whole


@pytest.mark.parametrize("path", LISTS)
def test_after_a_list_at_fault_the_next_run_is_in_sync(linked, sandbox, path):
    sync()
    sandbox.faults.add(Fault(kind=FaultKind.EMPTY, path=path, times=0))
    sync()
    sandbox.faults.clear()
    assert sync().status is SyncRun.Status.OK


def test_account_whose_history_is_listed_short_is_named(linked, sandbox, checking):
    sync()
    sandbox.faults.add(Fault(kind=FaultKind.EMPTY, path="transactions$", times=0))
    (report,) = sync_when_due().connections
    assert report.unread_accounts == [str(checking.id)]
    assert any("transactions of it that it does not list" in str(each) for each in report.warnings)


def test_what_is_listed_of_a_short_history_is_written(linked, sandbox, checking, movement):
    sync()
    new = copy(movement)
    new.id = 900_001
    new.last_update = sandbox.clock.now()
    new.ordered = new.posted = movement.posted + timedelta(days=900)  # the first on the page
    checking.transactions[new.id] = new
    sandbox.faults.add(Fault(kind=FaultKind.SHORT, path="transactions$", times=0))
    sync()
    assert Transaction.objects.filter(external_id="900001").exists()


def test_few_are_asked_for_however_many_are_missing(linked, sandbox, checking, movement):
    for number in range(200):
        row = copy(movement)
        row.id = 800_000 + number
        checking.transactions[row.id] = row
    sync()
    for number in range(200):
        del checking.transactions[800_000 + number]
    requests: list[Request] = []
    sandbox.fault = requests.append
    assert sync_when_due().totals.transactions.removed == 200
    assert len([each for each in requests if "/transactions/" in each.path]) == MOST_ASKED


def test_nothing_is_asked_for_when_nothing_is_missing(linked, sandbox):
    sync()
    requests: list[Request] = []
    sandbox.fault = requests.append
    sync_when_due()
    assert [each.path.removeprefix("/users/me/") for each in requests] == [
        "connections",
        "accounts",
        "transactions",
        "transactions",
    ]


class TestPowensThatListsTheLastMonthOnly:
    """As an older description of the API has it, where no days are asked for."""

    @pytest.fixture(autouse=True)
    def history(self, linked, sandbox, checking, movement):
        for number in range(400):
            row = copy(movement)
            row.id = 800_000 + number
            row.posted = row.ordered = movement.posted - timedelta(days=number)
            checking.transactions[row.id] = row
        sandbox.state.quirks.change(last_month_only=True)

    def test_first_sync_reads_everything(self, checking):
        sync()
        assert Transaction.objects.live().count() == len(checking.transactions)

    def test_later_syncs_keep_it(self, checking):
        sync()
        report = sync()
        assert report.status is SyncRun.Status.OK
        assert report.totals.transactions.written == 0
        assert Transaction.objects.live().count() == len(checking.transactions)

    def test_old_row_that_went_away_is_missed(self, checking):
        sync()
        del checking.transactions[800_060]
        assert sync_when_due().totals.transactions.removed == 1


class TestAccountWithoutItsConnection:
    """Powens may leave out which connection an account belongs to."""

    @pytest.fixture
    def homeless(self, monkeypatch):
        def forget():
            monkeypatch.setattr(
                "openbanking.sandbox.api.accounts.account_json",
                lambda *about: {**account_json(*about), "id_connection": None},
            )

        return forget

    def test_known_one_stays_where_it_was(self, linked, homeless):
        sync()
        homeless()
        report = sync()
        assert report.status is SyncRun.Status.OK
        assert report.totals.accounts.written == 0

    def test_unknown_one_belongs_to_the_only_bank(self, linked, homeless):
        homeless()
        assert sync().status is SyncRun.Status.OK
        assert Account.objects.count() == 2
