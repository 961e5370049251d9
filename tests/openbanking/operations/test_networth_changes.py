"""openbanking.networth.changes: why it changed, over the contract."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from openbanking.fields import total
from openbanking.models import Transaction
from tests import factories
from tests.conftest import exactly

CHANGES = "openbanking.networth.changes"
SERIES = "openbanking.networth.series"
NOON = factories.NOW
DAY = timedelta(days=1)
FIRST = NOON.date()
ASKED = {"from": FIRST, "to": FIRST + 5 * DAY}
PARTS = (
    *("externalFlows", "transfers", "income", "fees", "marketMovement", "currencyMovement"),
    *("appeared", "gone", "corrections", "unexplained"),
)


@pytest.fixture
def make(connection):
    """Make an account with a figure on the first day and one five days later."""

    def make(opening, closing, **columns):
        account = factories.make_account(connection, created_at=NOON, **columns)
        for amount, at in ((opening, NOON), (closing, NOON + 5 * DAY)):
            factories.make_reading(account, amount, as_of=at, learned_at=at)
        return account

    return make


@pytest.fixture
def ask(as_alice):
    """Return the answer, with every digit."""

    def ask(key=CHANGES, **asked):
        answer = as_alice.get(key, **ASKED | asked)
        assert answer.status_code == 200, answer.content
        return exactly(answer)

    return ask


def test_points_of_the_series_are_what_is_explained(ask, make):
    make("1000", "1310.42")
    make("-200", "-150", type="loan")
    (change,) = ask()["changes"]
    first, last = (str(point["net"]) for point in ask(SERIES, step="week")["points"])
    assert (str(change["opening"]), str(change["closing"])) == (first, last)


def test_every_part_is_there_and_they_add_up_to_the_last_digit(ask, make):
    checking = make("0.000000000000000001", "12345678901234567890.123456789012345678")
    factories.make_transaction(checking, "0.1", date=NOON + DAY)
    (change,) = ask()["changes"]
    parts = [change[part] for part in PARTS]
    assert [str(each) for each in parts if each] == ["0.1", "12345678901234567890.023456789012345677"]
    assert set(change) == {"currency", "opening", "closing", *PARTS}


def test_ruling_of_staff_moves_an_amount(ask, make, staff):
    row = factories.make_transaction(make("1000", "1100", type="market"), "100", date=NOON + DAY)
    assert str(ask()["changes"][0]["externalFlows"]) == "100"
    staff.post(f"/admin/openbanking/transaction/{row.pk}/change/", {"own_nature": "income"})
    assert Transaction.objects.get().own_nature == "income"
    (change,) = ask()["changes"]
    assert (str(change["externalFlows"]), str(change["income"])) == ("0", "100")


def test_nothing_of_another_tenant_is_explained(ask, make, bobs, bob):
    theirs = factories.make_account(factories.make_connection(factories.make_powens_user(bobs, bob)))
    factories.make_reading(theirs, "1000")
    assert ask()["changes"] == []


class TestConverted:
    @pytest.fixture(autouse=True)
    def dollars(self, make):
        make("1", "2")
        make("11", "22", currency="USD")

    def test_last_record_is_all_currencies_in_one(self, ask):
        factories.make_rate("USD", "1.1", day=FIRST)
        *each, together = ask(currency="EUR")["changes"]
        assert [one["currency"] for one in each] == ["EUR", "USD"]
        assert (together["currency"], str(together["opening"]), str(together["closing"])) == (
            "EUR",
            "11",
            "22",
        )
        assert total(*(together[part] for part in PARTS)) == Decimal(11)

    def test_currency_without_a_rate_is_refused_by_name(self, as_alice):
        answer = as_alice.get(CHANGES, **ASKED, currency="EUR")
        (issue,) = answer.json()["issues"]
        assert (answer.status_code, issue["path"]) == (400, "currency")
        assert "USD" in issue["message"]

    def test_nothing_is_converted_unasked(self, ask):
        assert [str(each["currencyMovement"]) for each in ask()["changes"]] == ["0", "0"]


def test_days_that_are_swapped_are_refused(as_alice, alices):
    answer = as_alice.get(CHANGES, **{"from": "2026-01-02", "to": "2026-01-01"})
    assert (answer.status_code, answer.json()["issues"][0]["path"]) == (400, "from")


@pytest.mark.parametrize("asked", [{}, {"currency": "EUR"}], ids=str)
def test_first_and_last_day_there_are_can_be_asked_about(ask, make, asked):
    make("1", "2")
    (change, *_) = ask(**{"from": "0001-01-01", "to": "9999-12-31"}, **asked)["changes"]
    assert str(change["appeared"]) == "2"
