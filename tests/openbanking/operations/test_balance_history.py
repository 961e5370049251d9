"""openbanking.balances.history: what was true at the bank, and what was believed of it at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from openbanking.models.ids import new_id
from tests import factories
from tests.conftest import exactly

KEY = "openbanking.balances.history"
DAY = timedelta(days=1)
NOON = factories.NOW


@pytest.fixture
def points(as_alice, account):
    """Return the points of the answer."""

    def points(**asked):
        answer = as_alice.get(KEY, accountId=account.pk, **asked)
        assert answer.status_code == 200, answer.content
        return exactly(answer)["points"]

    return points


def read(account, amount, *, at=NOON, learned=None, **columns):
    """A reading of the bank's time `at` that was learned then, or later."""
    return factories.make_reading(account, amount, as_of=at, learned_at=learned or at, **columns)


def amounts(points):
    return [str(each["amount"]) for each in points]


def test_newest_time_at_the_bank_comes_first(account, points):
    read(account, "2", at=NOON)
    read(account, "1", at=NOON - DAY, learned=NOON + DAY)
    assert amounts(points()) == ["2", "1"]


def test_point_says_when_it_was_true_when_it_was_learned_and_where_it_is_from(account, points):
    read(account, "0.00000001", learned=NOON + DAY, derived=True, source_field="balance+coming")
    (point,) = points()
    assert point == {
        "accountId": str(account.pk),
        "balanceType": "current",
        "amount": point["amount"],
        "currency": "EUR",
        "asOf": NOON.isoformat().replace("+00:00", "Z"),
        "learnedAt": (NOON + DAY).isoformat().replace("+00:00", "Z"),
        "metadata": {"provenance": {"source": "powens", "field": "balance+coming", "kind": "derived"}},
    }
    assert f"{point['amount']:f}" == "0.00000001"


class TestCorrection:
    @pytest.fixture(autouse=True)
    def corrected(self, account):
        read(account, "1")
        read(account, "2", learned=NOON + DAY)

    def test_stands_in_place_of_what_it_corrects_and_names_it(self, points):
        (point,) = points()
        assert str(point["amount"]) == "2"
        assert str(point["metadata"]["supersedes"]["amount"]) == "1"

    def test_was_not_known_before_it_was_learned(self, points):
        (point,) = points(knownAt=(NOON + DAY / 2).isoformat())
        assert str(point["amount"]) == "1"
        assert "supersedes" not in point["metadata"]

    def test_is_known_from_the_instant_it_was_learned(self, points):
        assert amounts(points(knownAt=(NOON + DAY).isoformat())) == ["2"]


def test_late_reading_changes_what_was_true_and_not_what_was_believed(account, points):
    read(account, "2")
    before = points(knownAt=NOON.isoformat())
    read(account, "1", at=NOON - DAY, learned=NOON + DAY)
    assert amounts(points()) == ["2", "1"]
    assert points(knownAt=NOON.isoformat()) == before


def test_time_is_narrowed_to_the_instant(account, points):
    for day in range(4):
        read(account, str(day), at=NOON + day * DAY)
    asked = {"from": (NOON + DAY).isoformat(), "to": (NOON + 2 * DAY).isoformat()}
    assert amounts(points(**asked)) == ["2", "1"]


def test_times_that_are_swapped_are_refused(as_alice, account):
    asked = {"from": (NOON + DAY).isoformat(), "to": NOON.isoformat()}
    assert as_alice.get(KEY, accountId=account.pk, **asked).status_code == 400


def test_other_balances_are_asked_for_by_their_usual_words(account, points):
    read(account, "1", type="expected")
    assert points() == []
    assert amounts(points(balanceType="coming")) == ["1"]


def test_pages_hold_every_point_once(as_alice, account):
    for day in range(5):
        read(account, str(day), at=NOON + day * DAY)
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        answer = exactly(as_alice.get(KEY, accountId=account.pk, pageSize=2, **cursor))
        found += amounts(answer["points"])
        if not answer["hasMore"]:
            break
        cursor = {"cursor": answer["nextCursor"]}
    assert found == ["4", "3", "2", "1", "0"]


def test_account_that_is_not_there_is_not_found(as_alice, account):
    assert as_alice.get(KEY, accountId=new_id()).status_code == 404
