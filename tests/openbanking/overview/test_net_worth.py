"""Net worth in an overview: both ends of the period, why it changed, and what is missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from openbanking.balances.formatting import MINUS, THIN_SPACE
from openbanking.fields import total
from openbanking.models import Account, Overview
from tests import factories

# The period begins on 3 February, so net worth is that of the end of the day before.
BEFORE = datetime(2026, 2, 2, 18, tzinfo=UTC)
WITHIN = datetime(2026, 2, 20, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def worth(overview):
    """Return the net worth of an overview in one currency."""

    def worth(code="EUR", **given):
        currencies = overview(**given)["netWorth"]["currencies"]
        return next(each for each in currencies if each["currency"] == code)

    return worth


def hold(account, opening, closing):
    """Let an account have a figure at the start of the period and another within it."""
    for amount, at in ((opening, BEFORE), (closing, WITHIN)):
        if amount is not None:
            factories.make_reading(account, amount, as_of=at, learned_at=at)


def parts(change):
    """Return the parts of a change by name; they lead from the one end to the other."""
    amounts = [part["amount"] for part in change["parts"]]
    assert total(change["opening"], *amounts) == change["closing"]
    return {part["part"]: part["amount"] for part in change["parts"]}


def test_both_ends_have_what_is_owned_and_owed(worth, account, connection):
    hold(account, "100", "90")
    hold(factories.make_account(connection, type="loan"), "-1000.5", "-1000.5")
    factories.make_account(connection, type="market")
    euros = worth()
    assert euros["start"] == {
        "date": "2026-02-02",
        "assets": 100,
        "liabilities": Decimal("-1000.5"),
        "net": Decimal("-900.5"),
        "accounts": 2,
        "missing": 1,
    }
    assert (euros["end"]["date"], euros["end"]["net"]) == ("2026-03-02", Decimal("-910.5"))


def test_parts_of_a_change_add_up_and_those_of_nothing_are_left_out(worth, account, connection):
    market = factories.make_account(connection, type="market")
    hold(account, "100", "57.830000000000000001")
    hold(market, "1000", "1011")
    factories.make_transaction(account, "-42.17", date=WITHIN)
    assert parts(worth()["change"]) == {
        "externalFlows": Decimal("-42.17"),
        "marketMovement": 11,
        "unexplained": Decimal("0.000000000000000001"),
    }


def test_first_day_of_the_period_is_in_the_change_and_the_day_before_is_not(worth, account):
    hold(account, "100", "106")
    for day, amount in ((2, "1"), (3, "2")):
        factories.make_transaction(account, amount, date=datetime(2026, 2, day, tzinfo=UTC))
    assert parts(worth()["change"])["externalFlows"] == 2


def test_start_is_as_it_is_known_now_and_what_was_corrected_of_it_is_a_part(worth, account):
    hold(account, "100", "95")
    factories.make_reading(account, "90", as_of=BEFORE, learned_at=BEFORE + DAY)
    euros = worth()
    assert (euros["start"]["net"], euros["change"]["opening"]) == (90, 100)
    assert parts(euros["change"]) == {"corrections": -10, "unexplained": 5}


def test_currencies_are_never_added_up(worth, account, connection):
    hold(account, "1", "1")
    hold(factories.make_account(connection, currency="CHF"), "5", "7")
    assert (worth()["end"]["net"], worth("CHF")["end"]["net"]) == (1, 7)


def test_currency_that_an_account_only_used_to_have_is_there(worth, account):
    factories.make_reading(account, "5", currency="USD", as_of=BEFORE, learned_at=BEFORE)
    factories.make_reading(account, "6", as_of=BEFORE, learned_at=BEFORE + DAY)
    dollars = worth("USD")
    assert (dollars["start"]["accounts"], dollars["change"]["closing"]) == (0, 0)
    assert parts(dollars["change"]) == {"corrections": -5}


def test_what_is_kept_by_hand_is_in_it(worth, alices):
    house = factories.make_manual_account(alices, created_at=BEFORE)
    for amount, at in (("250000", BEFORE), ("251000", WITHIN)):
        factories.make_valuation(house, amount, valued_on=at.date())
    assert parts(worth()["change"]) == {"marketMovement": 1000}


def test_accounts_without_a_figure_are_listed_with_the_reason(overview, account, connection):
    appeared = factories.make_account(connection)
    hold(appeared, None, "5")
    gone = factories.make_account(connection, vanished_at=WITHIN)
    assert overview()["netWorth"]["leftOut"] == [
        {
            "accountId": str(account.pk),
            "reason": "No balance is known at the start, nor at the end; it is counted at neither.",
        },
        {
            "accountId": str(appeared.pk),
            "reason": "No balance is known at the start; it is not counted there.",
        },
        {
            "accountId": str(gone.pk),
            "reason": "No balance is known at the start; it is not counted there.",
        },
    ]


def test_account_that_was_opened_within_the_period_is_missing_at_the_end_alone(overview, account):
    Account.objects.update(opened_on=WITHIN.date())
    (missing,) = overview()["netWorth"]["leftOut"]
    assert missing["reason"] == "No balance is known at the end; it is not counted there."


class TestAccountsAskedFor:
    def test_others_are_not_in_it(self, worth, alices, account, connection):
        hold(account, "100", "90")
        hold(factories.make_account(connection), "5", "5")
        factories.make_valuation(factories.make_manual_account(alices), "250000")
        euros = worth(accountIds=[str(account.pk)])
        assert (euros["start"]["net"], euros["end"]["net"], euros["end"]["accounts"]) == (100, 90, 1)

    def test_transfer_to_another_one_is_an_external_flow(self, worth, account, connection):
        savings = factories.make_account(connection, type="livret_a")
        hold(account, "100", "70")
        hold(savings, "0", "30")
        factories.make_transaction(account, "-30", date=WITHIN)
        factories.make_transaction(savings, "30", date=WITHIN)
        assert parts(worth()["change"]) == {}
        assert parts(worth(accountIds=[str(account.pk)])["change"]) == {"externalFlows": -30}

    def test_they_are_named(self, overview, account):
        asked = [str(account.pk)]
        assert overview(accountIds=asked)["netWorth"]["accountIds"] == asked
        assert "accountIds" not in overview()["netWorth"]


class TestForPeople:
    def test_net_worth_is_tables_by_currency(self, overview, account, connection):
        hold(account, "1310.42", "1300")
        factories.make_transaction(account, "-10.42", date=WITHIN, original_wording="VERY PRIVATE")
        missing = factories.make_account(connection)
        overview()
        expected = f"""
## Net worth

All that is owned and owed, what is kept by hand with it.

### EUR

| At the end of | Assets | Liabilities | Net | Accounts | Missing |
|---|---|---|---|---|---|
| 2026-02-02 | 1 310.42 | 0.00 | 1 310.42 | 1 | 1 |
| 2026-03-02 | 1 300.00 | 0.00 | 1 300.00 | 1 | 1 |

| Why it changed | Amount |
|---|---|
| 2026-02-02, as first learned | 1 310.42 |
| External flows | {MINUS}10.42 |
| 2026-03-02 | 1 300.00 |

### Not counted

- `{missing.pk}`: No balance is known at the start, nor at the end; it is counted at neither.
"""
        shown = Overview.objects.get().summary.replace(THIN_SPACE, " ")
        assert shown.endswith(expected)
        assert "VERY PRIVATE" not in shown

    def test_it_says_that_it_is_of_some_accounts_alone(self, overview, account):
        hold(account, "1", "1")
        overview(accountIds=[str(account.pk)])
        assert "Of the accounts asked for alone" in Overview.objects.get().summary

    def test_nothing_is_said_of_it_where_nothing_is_known(self, overview, alices):
        overview()
        summary = Overview.objects.get().summary
        assert summary.endswith("Nothing is known of this period.\n")
