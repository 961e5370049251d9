"""openbanking.transactions.correct: what administrators of a family may say of a transaction."""

from __future__ import annotations

import pytest
from django.utils import timezone

from openbanking.models import AuditEntry, Membership, Transaction
from tests import factories
from tests.conftest import exactly

KEY = "openbanking.transactions.correct"


@pytest.fixture(autouse=True)
def admin(alices, alice):
    Membership.objects.filter(user=alice).update(role=Membership.Role.ADMIN)


@pytest.fixture
def row(account):
    return factories.make_transaction(account, "-42.17", category="groceries", parent_category="living")


def correct(api, row, **given):
    answer = api.post(KEY, transactionId=str(row.pk), **given)
    assert answer.status_code == 200, answer.content
    return exactly(answer)


def test_category_and_note_are_answered_and_listed(as_alice, row):
    answer = correct(as_alice, row, category="garden", note="Two apple trees")
    assert answer["standardizedCategory"] == "garden"
    assert answer["metadata"]["note"] == "Two apple trees"
    assert answer["metadata"]["categoryCorrected"] is True
    listed = as_alice.get("openbanking.transactions.list", accountId=str(row.account_id))
    assert exactly(listed)["transactions"] == [answer]


def test_empty_text_removes_a_correction(as_alice, row):
    correct(as_alice, row, category="garden", note="Two apple trees")
    answer = correct(as_alice, row, category="", note=" ")
    assert answer["standardizedCategory"] == "living"
    assert answer["metadata"].keys().isdisjoint({"note", "categoryCorrected"})


def test_what_is_left_out_stays(as_alice, row):
    correct(as_alice, row, category="garden")
    answer = correct(as_alice, row, note="Two apple trees")
    assert answer["standardizedCategory"] == "garden"


def test_note_is_found_by_its_words(as_alice, row):
    correct(as_alice, row, note="Two apple trees")
    found = as_alice.get("openbanking.transactions.search", text="APPLE")
    assert [each["id"] for each in found.json()["transactions"]] == [str(row.pk)]


def test_same_correction_again_changes_nothing(as_alice, row):
    first = correct(as_alice, row, note="Two apple trees")
    assert correct(as_alice, row, note="Two apple trees") == first


def test_correction_makes_the_answer_that_is_had_old(as_alice, row):
    asked = {"accountId": str(row.account_id)}
    before = as_alice.get("openbanking.transactions.list", **asked)["ETag"]
    correct(as_alice, row, note="Two apple trees")
    assert as_alice.get("openbanking.transactions.list", **asked)["ETag"] != before


def test_other_corrections_are_kept(as_alice, row):
    Transaction.objects.filter(pk=row.pk).update(own_nature="fee")
    correct(as_alice, row, note="Two apple trees")
    assert Transaction.objects.get().own_nature == "fee"


@pytest.mark.parametrize("hidden", [{"left_out": True}, {"deleted_at": timezone.now()}])
def test_what_no_list_shows_is_not_there(as_alice, account, hidden):
    row = factories.make_transaction(account, "-1", **hidden)
    assert as_alice.post(KEY, transactionId=str(row.pk), note="Mine").status_code == 404


def test_another_familys_transaction_is_not_there(as_bob, bob, bobs, row):
    Membership.objects.filter(user=bob).update(role=Membership.Role.ADMIN)
    assert as_bob.post(KEY, transactionId=str(row.pk), note="Mine").status_code == 404
    assert Transaction.objects.get().note == ""


def test_category_that_fits_no_column_is_named(as_alice, row):
    answer = as_alice.post(KEY, transactionId=str(row.pk), category="x" * 101)
    assert (answer.status_code, answer.json()["issues"][0]["path"]) == (400, "category")


def test_correction_is_on_record(as_alice, row, alice):
    correct(as_alice, row, note="Two apple trees")
    entry = AuditEntry.objects.get()
    assert (entry.user, entry.operation) == (alice, KEY)
