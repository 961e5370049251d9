"""openbanking.transactions.search: whose rows, by which words, page by page, and what they come to."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from openbanking.models import Account
from tests import factories
from tests.conftest import exactly

KEY = "openbanking.transactions.search"
DAY = timedelta(days=1)
IBAN = "FR7630006000011234567890189"


@pytest.fixture
def savings(connection):
    return factories.make_account(connection, name="Savings", currency="USD")


@pytest.fixture
def found(as_alice, account):
    """Return the amounts found, newest first."""

    def found(**asked):
        answer = as_alice.get(KEY, **asked)
        assert answer.status_code == 200, answer.content
        return [str(each["amount"]) for each in exactly(answer)["transactions"]]

    return found


def test_rows_of_all_accounts_come_newest_first(account, savings, found):
    for position, owner in enumerate([account, savings, account, savings]):
        factories.make_transaction(owner, f"-{position}", date=factories.NOW + position * DAY)
    assert found() == ["-3", "-2", "-1", "0"]


def test_row_says_whose_it_is_and_in_what(as_alice, account, savings):
    factories.make_transaction(savings, "-1")
    (row,) = as_alice.get(KEY).json()["transactions"]
    assert (row["accountId"], row["currency"]) == (str(savings.pk), "USD")


def test_chosen_accounts_alone_are_looked_through(account, savings, found):
    factories.make_transaction(account, "-1")
    factories.make_transaction(savings, "-2")
    assert found(accountIds=[str(savings.pk)]) == ["-2"]


def test_account_of_another_family_is_not_there(as_alice, account, bob, bobs):
    theirs = factories.make_account(factories.make_connection(factories.make_powens_user(bobs, bob)))
    factories.make_transaction(theirs, "-1", original_wording="SHOP OF BOB")
    assert as_alice.get(KEY, accountIds=[str(theirs.pk)]).status_code == 404
    assert as_alice.get(KEY, text="shop of bob").json()["transactions"] == []


def test_disabled_account_is_looked_through_where_it_is_chosen(account, savings, found):
    factories.make_transaction(savings, "-2")
    Account.objects.filter(pk=savings.pk).update(disabled_at=timezone.now())
    assert (found(), found(accountIds=[str(savings.pk)])) == ([], ["-2"])


def test_account_seen_through_two_connections_is_there_once(alices, alice, account, found):
    twice = [
        factories.make_account(
            factories.make_connection(factories.make_powens_user(alices, alice)), iban=IBAN
        )
        for _ in range(2)
    ]
    for each in twice:
        factories.make_transaction(each, "-7")
    assert found() == ["-7"]


def test_closed_account_is_looked_through(account, savings, found):
    factories.make_transaction(savings, "-2")
    Account.objects.filter(pk=savings.pk).update(deleted_at=timezone.now())
    assert found() == ["-2"]


@pytest.mark.parametrize(
    "column",
    ["original_wording", "simplified_wording", "wording", "comment", "counterparty_name", "note"],
)
@pytest.mark.parametrize("text", ["epicerie", "ÉPICERIE", "cerie du", "ép", "  Épicerie   du  "])
def test_any_part_of_any_words_is_found(account, found, column, text):
    factories.make_transaction(account, "-1", original_wording="CARD")
    factories.make_transaction(account, "-2", **{column: "L'Épicerie du  Coin"})
    assert found(text=text) == ["-2"]


def test_words_are_not_found_across_what_was_written_apart(account, found):
    factories.make_transaction(account, "-1", original_wording="GREEN", wording="GROCER")
    assert found(text="green grocer") == []


def test_rows_taken_back_and_left_out_are_not_found(account, found):
    factories.make_transaction(account, "-1", deleted_at=factories.NOW)
    factories.make_transaction(account, "-2", left_out=True)
    assert found(text="shop") == []


@pytest.mark.parametrize("text", ["", " ", "a", "é", " x "])
def test_text_too_short_to_mean_anything_is_refused(as_alice, account, text):
    answer = as_alice.get(KEY, text=text)
    assert answer.status_code == 400
    assert [issue["path"] for issue in answer.json()["issues"]] == ["text"]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"direction": "credit"}, ["9.9"]),
        ({"maximumAmount": "-50"}, ["-100"]),
        ({"minimumAmount": "-50", "direction": "debit"}, ["-10.1"]),
        ({"status": "pending"}, ["-10.1"]),
        ({"category": "rent"}, ["-100"]),
        ({"to": factories.NOW.isoformat()}, ["-100"]),
        ({"from": (factories.NOW + DAY).isoformat(), "text": "shop"}, ["9.9", "-10.1"]),
    ],
)
def test_filters_narrow_what_is_found(account, found, asked, wanted):
    factories.make_transaction(account, "-100", category="rent")
    factories.make_transaction(account, "-10.10", date=factories.NOW + DAY, status="pending")
    factories.make_transaction(account, "9.90", date=factories.NOW + 2 * DAY)
    assert found(**asked) == wanted


def test_sums_are_of_all_that_match_and_not_of_the_page(as_alice, account, savings):
    for amount in ("-100", "-0.10", "0.000000000000000001", "7"):
        factories.make_transaction(account, amount, original_wording="SHOP")
    factories.make_transaction(account, "5", original_wording="OTHER")
    factories.make_transaction(savings, "3", original_wording="SHOP")
    answer = exactly(as_alice.get(KEY, text="shop", includeSums="true", pageSize=1))
    euros, dollars = answer["sums"]
    assert len(answer["transactions"]) == 1
    assert (euros["currency"], euros["count"]) == ("EUR", 4)
    assert (euros["moneyIn"], euros["moneyOut"]) == (
        Decimal("7.000000000000000001"),
        Decimal("-100.1"),
    )
    assert euros["net"] == Decimal("-93.099999999999999999")
    assert (dollars["currency"], dollars["net"], dollars["count"]) == ("USD", 3, 1)


def test_sums_of_nothing_are_none_at_all(as_alice, account):
    assert as_alice.get(KEY, text="nothing", includeSums="true").json()["sums"] == []


def test_sums_are_given_to_who_asks(as_alice, account):
    assert "sums" not in as_alice.get(KEY).json()


class TestPages:
    @pytest.fixture(autouse=True)
    def rows(self, account, savings):
        # Several rows of one instant on each: the day alone does not order them.
        for number in range(1, 8):
            factories.make_transaction((account, savings)[number % 2], f"-{number}")

    def page(self, api, **asked):
        body = exactly(api.get(KEY, **{"pageSize": 2, **asked}))
        return [int(-each["amount"]) for each in body["transactions"]], body.get("nextCursor")

    @pytest.mark.parametrize("asked", [{}, {"text": "shop"}, {"text": "sh"}])
    def test_hold_every_row_once(self, as_alice, asked):
        seen, cursor = self.page(as_alice, **asked)
        while cursor:
            more, cursor = self.page(as_alice, cursor=cursor, **asked)
            seen += more
        assert seen == [7, 6, 5, 4, 3, 2, 1]

    def test_hold_still_while_rows_arrive(self, as_alice, savings):
        _, cursor = self.page(as_alice)
        factories.make_transaction(savings, "-99")
        assert self.page(as_alice, cursor=cursor)[0] == [5, 4]

    def test_cursor_belongs_to_its_accounts(self, as_alice, account):
        _, cursor = self.page(as_alice)
        answer = as_alice.get(KEY, accountIds=[str(account.pk)], cursor=cursor)
        assert answer.json()["issues"][0]["path"] == "cursor"

    def test_cursor_belongs_to_its_text(self, as_alice):
        _, cursor = self.page(as_alice, text="shop")
        assert as_alice.get(KEY, text="sho", cursor=cursor).status_code == 400

    @pytest.mark.parametrize("size", [1, 10, 11, 50, 51, 100, 101, 500])
    def test_may_be_of_any_size(self, as_alice, size):
        found, cursor = self.page(as_alice, pageSize=size)
        assert (len(found), cursor is None) == (min(size, 7), size >= 7)
