"""What staff correct by hand outlives every sync, and follows the transaction."""

from __future__ import annotations

from datetime import timedelta

import pytest

from openbanking.models import Transaction
from openbanking.sandbox.world import mutations
from openbanking.sync.matching.corrections import carry_corrections
from tests import factories
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db


@pytest.fixture
def pending(linked, sandbox, checking):
    """A row of ours that the bank has announced, corrected by hand."""
    coming = mutations.add_transaction(sandbox.state, account=checking.id, value="-42.17", coming=True)
    sync()
    Transaction.objects.filter(external_id=str(coming)).update(
        left_out=True, own_category="food", own_nature="fee", note="Shared"
    )
    return Transaction.objects.get(external_id=str(coming))


@pytest.fixture
def account(alices, alice):
    return factories.make_account(factories.make_connection(factories.make_powens_user(alices, alice)))


def corrections(row):
    return (row.left_out, row.own_category, row.own_nature, row.note)


def test_sync_that_changes_the_row_keeps_them(pending, sandbox):
    mutations.edit(sandbox.state, transaction=int(pending.external_id), wording="RENAMED")
    sync()
    pending.refresh_from_db()
    assert pending.wording == "Renamed"
    assert corrections(pending) == (True, "food", "fee", "Shared")


@pytest.mark.parametrize("trace", [True, False])
def test_row_posted_under_another_id_takes_them_over(pending, sandbox, trace):
    posted = mutations.book(
        sandbox.state, transaction=int(pending.external_id), new_id=True, trace=trace
    )
    sync()
    successor = Transaction.objects.get(external_id=str(posted))
    assert successor.status == "booked"
    assert corrections(successor) == (True, "food", "fee", "Shared")
    pending.refresh_from_db()
    assert not pending.is_corrected


def test_account_listed_anew_takes_them_along(pending, sandbox, linked):
    connection = next(iter(sandbox.state.users[7].connections))
    mutations.recreate(sandbox.state, connection=connection, disabled=False)
    sync()
    assert corrections(Transaction.objects.corrected().get()) == (True, "food", "fee", "Shared")
    assert Transaction.objects.corrected().get().deleted_at is None


def test_second_sync_after_that_changes_nothing(pending, sandbox):
    mutations.book(sandbox.state, transaction=int(pending.external_id), new_id=True)
    sync()
    assert sync().totals.transactions.written == 0


@pytest.mark.parametrize(
    "columns",
    [
        {"amount": "-42.18"},
        {"original_wording": "BUTCHER"},
        {"date": factories.NOW + timedelta(days=6)},
        {"deleted_at": factories.NOW},
        {"note": "Another's"},
    ],
)
def test_another_row_takes_nothing_over(account, columns):
    words = {"original_wording": "BAKERY", "date": factories.NOW}
    gone = factories.make_transaction(
        account, "-42.17", external_id="1", note="Shared", deleted_at=factories.NOW, **words
    )
    amount = columns.pop("amount", "-42.17")
    factories.make_transaction(account, amount, external_id="2", **{**words, **columns})
    assert carry_corrections(account, now=factories.NOW) == 0
    gone.refresh_from_db()
    assert gone.note == "Shared"


def test_two_alike_take_nothing_over(account):
    words = {"original_wording": "BAKERY", "date": factories.NOW}
    factories.make_transaction(
        account, "-4", external_id="1", note="N", deleted_at=factories.NOW, **words
    )
    for external_id in ("2", "3"):
        factories.make_transaction(account, "-4", external_id=external_id, **words)
    assert carry_corrections(account, now=factories.NOW) == 0


def test_what_is_left_out_still_explains_the_balance(pending, account):
    assert pending in Transaction.objects.live()
    assert pending not in Transaction.objects.shown()
