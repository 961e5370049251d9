"""openbanking.transactions.list: filters by value and day, pages that hold still, what is hidden."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests import factories
from tests.conftest import exactly

KEY = "openbanking.transactions.list"
DAY = timedelta(days=1)


@pytest.fixture
def listed(as_alice, account):
    """Return the amounts that the given filters let through."""

    def listed(**asked):
        answer = as_alice.get(KEY, accountId=account.pk, **asked)
        assert answer.status_code == 200, answer.content
        return [str(each["amount"]) for each in exactly(answer)["transactions"]]

    return listed


def test_newest_come_first(account, listed):
    factories.make_transaction(account, "-1", date=factories.NOW - DAY)
    factories.make_transaction(account, "-2", date=factories.NOW)
    assert listed() == ["-2", "-1"]


def test_rows_taken_back_and_rows_without_amount_are_hidden(account, listed):
    factories.make_transaction(account, "-1", deleted_at=factories.NOW)
    factories.make_transaction(account, None)
    assert listed() == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"minimumAmount": "-10.10"}, ["9.9", "0", "-10.1"]),
        ({"maximumAmount": "-10.10"}, ["-10.1", "-100"]),
        ({"minimumAmount": "-10.1", "maximumAmount": "0"}, ["0", "-10.1"]),
        ({"minimumAmount": "9.90000000"}, ["9.9"]),
        ({"minimumAmount": "9.9000000000000000001"}, []),
        ({"minimumAmount": "9.8999999999999999999"}, ["9.9"]),
        ({"minimumAmount": "5e-324", "maximumAmount": "9.9000000000000000001"}, ["9.9"]),
        ({"direction": "credit"}, ["9.9", "0"]),
        ({"direction": "debit"}, ["-10.1", "-100"]),
    ],
)
def test_amounts_are_compared_by_value(account, listed, asked, found):
    for position, amount in enumerate(("-100", "-10.10", "0", "9.90")):
        factories.make_transaction(account, amount, date=factories.NOW + position * DAY)
    assert listed(**asked) == found


def test_bounds_of_time_are_inclusive(account, listed):
    for position in range(4):
        factories.make_transaction(account, f"-{position}", date=factories.NOW + position * DAY)
    first, last = factories.NOW + DAY, factories.NOW + 2 * DAY
    assert listed(**{"from": first.isoformat(), "to": last.isoformat()}) == ["-2", "-1"]


def test_offset_of_a_bound_is_understood(account, listed):
    factories.make_transaction(account, "-1", date=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert listed(to="2026-03-02T00:29:59+01:00") == []
    assert listed(to="2026-03-02T00:30:00+01:00") == ["-1"]


def test_category_or_its_parent_is_matched(account, listed):
    factories.make_transaction(account, "-1", category="groceries", parent_category="living")
    assert listed(category="groceries") == listed(category="living") == ["-1"]
    assert listed(category="rent") == []


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ({"from": "2026-03-02T00:00:00Z", "to": "2026-03-01T00:00:00Z"}, "from"),
        ({"minimumAmount": "1", "maximumAmount": "0"}, "minimumAmount"),
        ({"direction": "sideways"}, "direction"),
        ({"pageSize": "0"}, "pageSize"),
        ({"pageSize": "501"}, "pageSize"),
        ({"pageSize": "ten"}, "pageSize"),
        ({"from": "2026-03-02"}, "from"),
        ({"minimumAmount": "much"}, "minimumAmount"),
        ({"minimum_amount": "1"}, "minimum_amount"),
        ({"cursor": "made-up"}, "cursor"),
        ({"cursor": ""}, "cursor"),
    ],
)
def test_filter_that_makes_no_sense_is_named(as_alice, account, asked, path):
    answer = as_alice.get(KEY, accountId=account.pk, **asked)
    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_FAILED")
    assert [issue["path"] for issue in answer.json()["issues"]] == [path]


class TestPages:
    @pytest.fixture(autouse=True)
    def rows(self, account):
        # Several rows of one instant: the day alone does not order them.
        return [factories.make_transaction(account, f"-{number}") for number in range(1, 7)]

    def page(self, api, account, **asked):
        answer = api.get(KEY, accountId=account.pk, pageSize=2, **asked)
        assert answer.status_code == 200, answer.content
        body = exactly(answer)
        return [int(-each["amount"]) for each in body["transactions"]], body.get("nextCursor")

    def test_hold_every_row_once(self, as_alice, account):
        seen, cursor = self.page(as_alice, account)
        while cursor:
            more, cursor = self.page(as_alice, account, cursor=cursor)
            seen += more
        assert seen == [6, 5, 4, 3, 2, 1]

    def test_hold_rows_of_neighbouring_instants_once(self, as_alice, account, rows):
        for position, row in enumerate(rows):
            row.date = factories.NOW - position * timedelta(microseconds=1)
            row.save()
        first, cursor = self.page(as_alice, account)
        second, _ = self.page(as_alice, account, cursor=cursor)
        assert (first, second) == ([1, 2], [3, 4])

    def test_hold_still_while_rows_arrive(self, as_alice, account):
        first, cursor = self.page(as_alice, account)
        factories.make_transaction(account, "-99")
        second, _ = self.page(as_alice, account, cursor=cursor)
        assert (first, second) == ([6, 5], [4, 3])

    def test_hold_still_while_rows_are_taken_back(self, as_alice, account, rows):
        _, cursor = self.page(as_alice, account)
        rows[5].deleted_at = factories.NOW
        rows[5].save()
        assert self.page(as_alice, account, cursor=cursor)[0] == [4, 3]

    def test_last_one_says_so(self, as_alice, account):
        answer = as_alice.get(KEY, accountId=account.pk, pageSize=6).json()
        assert (answer["hasMore"], "nextCursor" in answer) == (False, False)

    def test_cursor_belongs_to_its_filters(self, as_alice, account):
        _, cursor = self.page(as_alice, account)
        answer = as_alice.get(KEY, accountId=account.pk, direction="debit", cursor=cursor)
        assert answer.json()["issues"][0]["path"] == "cursor"

    def test_cursor_belongs_to_its_account(self, as_alice, account):
        _, cursor = self.page(as_alice, account)
        other = factories.make_account(account.connection)
        assert as_alice.get(KEY, accountId=other.pk, cursor=cursor).status_code == 400

    def test_cursor_cannot_be_changed(self, as_alice, account):
        _, cursor = self.page(as_alice, account)
        tampered = cursor[:-1] + ("A" if cursor[-1] != "A" else "B")
        assert as_alice.get(KEY, accountId=account.pk, cursor=tampered).status_code == 400

    def test_cursor_shows_no_amount_and_no_wording(self, as_alice, account):
        _, cursor = self.page(as_alice, account)
        assert "SHOP" not in cursor


def test_every_date_and_word_of_the_bank_is_reported(as_alice, account):
    factories.make_transaction(
        account,
        "-12.50",
        date=datetime(2026, 3, 1, tzinfo=UTC),
        booked_on=datetime(2026, 3, 2, 8, 15, tzinfo=UTC),
        value_on=datetime(2026, 3, 3, tzinfo=UTC),
        status="pending",
        original_wording="CARD SHOP",
        wording="My shop",
        category="groceries",
        parent_category="living",
        counterparty_name="SHOP LTD",
        original_amount=Decimal("-13.53"),
        original_currency="USD",
    )
    (found,) = exactly(as_alice.get(KEY, accountId=account.pk))["transactions"]
    assert (found["date"], found["bookingDate"], found["valueDate"]) == (
        "2026-03-01T00:00:00Z",
        "2026-03-02T08:15:00Z",
        "2026-03-03T00:00:00Z",
    )
    assert (found["description"], found["metadata"]["editedWording"]) == ("CARD SHOP", "My shop")
    assert (found["rawCategory"], found["standardizedCategory"]) == ("groceries", "living")
    assert (found["status"], found["counterpartyName"]) == ("pending", "SHOP LTD")
    assert found["metadata"]["originalAmount"] == Decimal("-13.53")


@pytest.mark.parametrize("count", [1, 30])
def test_list_costs_the_same_queries_however_many(
    as_alice, account, count, django_assert_max_num_queries
):
    for number in range(count):
        factories.make_transaction(account, f"-{number}")
    as_alice.get(KEY, accountId=account.pk)
    with django_assert_max_num_queries(12):
        as_alice.get(KEY, accountId=account.pk)
