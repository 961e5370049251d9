"""A user in whom nothing happened is asked little; whatever moves makes the newest rows be looked at."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from openbanking.models import Discrepancy, PowensUser
from openbanking.powens import payloads
from openbanking.sandbox import Request
from openbanking.sandbox.world import mutations
from openbanking.sync import Scope, run_sync
from openbanking.sync.reading.movement import SOONEST, SPREAD, is_due
from tests import factories
from tests.openbanking.sync.running import sync, sync_when_due

pytestmark = pytest.mark.django_db
QUIET = ["connections", "transactions"]
LOOKED = ["connections", "accounts", "transactions", "transactions"]


@pytest.fixture
def settled(linked, asked):
    sync()
    asked.clear()
    return linked


def differ(account):
    """Let the ledger of an account not add up."""
    Discrepancy.objects.create(
        kind=Discrepancy.Kind.LEDGER,
        powens_user=account.connection.powens_user,
        account=account,
        currency="EUR",
        amount=Decimal(5),
        began_on=factories.NOW.date(),
    )


def test_where_nothing_happened_only_changes_are_asked_for(settled, asked):
    counts = sync().totals.transactions
    assert asked == QUIET
    assert counts.written == 0


def test_bank_that_was_read_again_is_looked_at(settled, asked, bank):
    bank.last_update += timedelta(minutes=5)
    sync()
    assert asked == LOOKED


@pytest.mark.parametrize("column", ["balance", "coming"])
def test_figure_that_moved_is_looked_at(settled, asked, checking, column):
    setattr(checking, column, Decimal("12.34"))
    sync()
    assert asked[: len(LOOKED)] == LOOKED


def test_row_that_changed_is_looked_at(settled, asked, movement, sandbox):
    mutations.edit(sandbox.state, transaction=movement.id)
    sync()
    assert sorted(asked) == sorted(LOOKED)


def test_ledger_that_does_not_add_up_is_looked_at(settled, asked, checking):
    differ(settled.connections.get().accounts.get(external_id=str(checking.id)))
    sync_when_due()
    asked.clear()
    sync()
    assert asked == LOOKED


class TestLedgerOfAnAccountThatIsGone:
    """It cannot add up any more, and nobody waits for it."""

    @pytest.fixture(autouse=True)
    def gone(self, settled, asked):
        gone = factories.make_connection(settled, vanished_at=factories.NOW)
        differ(factories.make_account(gone, vanished_at=factories.NOW))
        sync_when_due()
        asked.clear()

    def test_its_user_may_be_quiet(self, asked):
        sync()
        assert asked == QUIET

    def test_newest_rows_are_not_looked_at_for_it(self, asked, monkeypatch):
        monkeypatch.setattr(payloads.Connection, "all_accounts", None)
        PowensUser.objects.update(listed_digest="")
        sync()
        assert asked == ["connections", "accounts", "transactions"]


def test_bank_that_is_gone_does_not_hold_back_from_when_on_changes_are_asked_for(settled, sandbox):
    requests: list[Request] = []
    sandbox.fault = requests.append
    sync()
    seen_to = factories.NOW - timedelta(days=400)
    factories.make_connection(settled, vanished_at=factories.NOW, transactions_seen_to=seen_to)
    sync()
    first, second = (each.query["last_update"] for each in requests if "last_update" in each.query)
    assert first == second


def test_row_that_went_away_without_anything_moving_is_found_within_two_days(
    settled, movement, checking
):
    del checking.transactions[movement.id]
    assert sync().totals.transactions.removed == 0
    PowensUser.objects.update(newest_compared_at=factories.NOW - timedelta(days=2))
    assert sync().totals.transactions.removed == 1


def test_dry_run_does_not_count_as_a_look(settled):
    PowensUser.objects.update(newest_compared_at=None)
    run_sync(Scope(), dry_run=True)
    assert PowensUser.objects.get().newest_compared_at is None


def test_users_are_due_at_times_of_their_own():
    last = factories.NOW
    users = [PowensUser(newest_compared_at=last) for _ in range(200)]
    due = [
        sum(is_due(user, now=last + SOONEST + SPREAD * part) for user in users) for part in (0, 0.5, 1)
    ]
    assert due[0] < 20
    assert 40 < due[1] < 160
    assert due[2] == 200
