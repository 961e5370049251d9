"""Staff correct a transaction, and programs are reported."""

from __future__ import annotations

import pytest

from openbanking.models import Transaction
from tests import factories


@pytest.fixture
def row(alices, alice):
    connection = factories.make_connection(factories.make_powens_user(alices, alice))
    account = factories.make_account(connection)
    return factories.make_transaction(account, "-42.17", parent_category="shopping")


def correct(client, row, **form):
    return client.post(f"/admin/openbanking/transaction/{row.pk}/change/", form)


def listed(api, row):
    answer = api.get("openbanking.transactions.list", accountId=row.account_id)
    return answer.json()["transactions"]


def test_category_and_note_are_reported(staff, row, as_alice):
    correct(staff, row, own_category="food", note="Shared with Bob")
    reported = listed(as_alice, row)[0]
    assert reported["standardizedCategory"] == "food"
    assert reported["metadata"]["note"] == "Shared with Bob"
    assert reported["metadata"]["categoryCorrected"] is True


def test_own_category_is_what_is_searched_for(staff, row, as_alice):
    correct(staff, row, own_category="food")
    for category, found in (("food", 1), ("shopping", 0)):
        answer = as_alice.get(
            "openbanking.transactions.list", accountId=row.account_id, category=category
        )
        assert len(answer.json()["transactions"]) == found


def test_what_is_left_out_is_not_listed(staff, row, as_alice):
    correct(staff, row, left_out="on")
    assert listed(as_alice, row) == []


def test_nature_is_ruled_by_one_of_its_words(staff, row):
    correct(staff, row, own_nature="trade")
    assert Transaction.objects.corrected().get().own_nature == "trade"
    correct(staff, row, own_nature="gift")
    assert Transaction.objects.get().own_nature == "trade"


def test_correction_changes_nothing_else(staff, row):
    correct(staff, row, note="Mine", amount="0", status="cancelled")
    now = Transaction.objects.get()
    assert (now.amount, now.status, now.note) == (row.amount, row.status, "Mine")


def test_correction_changes_the_version_of_the_data(staff, row, as_alice):
    before = as_alice.get("openbanking.transactions.list", accountId=row.account_id)["ETag"]
    correct(staff, row, note="Mine")
    assert as_alice.get("openbanking.transactions.list", accountId=row.account_id)["ETag"] != before
