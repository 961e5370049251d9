"""openbanking.returns.get: what investments returned, and how it does not go wrong."""

from __future__ import annotations

import pytest

from openbanking.models import Account, HoldingReading
from tests import factories
from tests.conftest import exactly
from tests.openbanking.networth.happening import DAY, FIRST, IBAN, NOON, book, read

RETURNS = "openbanking.returns.get"
RATES = ("timeWeighted", "moneyWeighted", "annualised")


@pytest.fixture
def make(connection):
    """Make an account, by default of securities, with a figure by the number of each day."""

    def make(figures, **columns):
        account = factories.make_account(connection, **{"type": "market", **columns})
        for day, amount in figures.items():
            read(account, amount, at=NOON + day * DAY, currency=account.currency)
        return account

    return make


@pytest.fixture
def ask(as_alice):
    """Return the records over so many days, with every digit."""

    def ask(days=10, **asked):
        answer = as_alice.get(RETURNS, **{"from": FIRST, "to": FIRST + days * DAY, **asked})
        assert answer.status_code == 200, answer.content
        return exactly(answer)["returns"]

    return ask


def rates(record):
    return {name: str(record[name]) for name in RATES if name in record}


class TestMistakes:
    """The five ways in which returns went wrong on real accounts."""

    def test_purchase_of_securities_is_not_a_loss(self, ask, make):
        account = make({0: "1000", 10: "989"})
        book(account, "-602", type="market_order")
        (record,) = ask()
        assert rates(record) == {"timeWeighted": "-0.011", "moneyWeighted": "-0.011"}
        assert str(record["externalFlows"]) == "0"

    @pytest.mark.parametrize("wording", ["BOOST SUR VERSEMENT", "PARTICIPATION AUX BÉNÉFICES"])
    def test_gift_of_the_insurer_is_no_deposit(self, ask, make, wording):
        account = make({0: "2000", 10: "2040"}, type="lifeinsurance")
        book(account, "40", type="deposit", original_wording=wording)
        (record,) = ask()
        assert rates(record) == {"timeWeighted": "0.02", "moneyWeighted": "0.02"}
        assert (str(record["income"]), str(record["externalFlows"])) == ("40", "0")

    def test_sale_is_no_deposit_and_a_person_can_overrule(self, ask, make):
        account = make({0: "1000", 10: "1100"})
        sale = book(account, "100", type="unknown", original_wording="VENTE COMPTANT VERGER")
        assert rates(ask()[0])["timeWeighted"] == "0.1"
        sale.own_nature = "external"
        sale.save()
        assert rates(ask()[0])["timeWeighted"] == "0"

    def test_nothing_is_told_where_figures_cover_too_little(self, ask, make):
        make({0: "949", 10: "949"})
        make({10: "51"}, type="lifeinsurance")
        (record,) = ask()
        assert rates(record) == {}
        assert str(record["coverage"]) == "0.949"
        assert record["caveats"] == ["Figures cover less than 95 % of the value, so no return is given."]

    def test_month_is_not_told_as_a_year(self, ask, make):
        make({0: "100", 89: "95", 90: "95"})
        assert [set(rates(record)) for record in ask(89)] == [{"timeWeighted", "moneyWeighted"}]
        assert ask(89)[0]["caveats"] == ["Less than 90 days are not told as a rate a year."]
        assert rates(ask(90)[0])["annualised"] == "-0.187811"

    def test_trade_inside_the_series_changes_nothing_since_none_is_rebuilt(self, ask, make):
        account = make({day: str(1000 + day) for day in range(91)})
        before = ask(90)
        book(account, "-500", day=40, type="arbitrage")
        book(account, "500", day=40, type="arbitrage")
        assert ask(90) == before
        assert before[0]["caveats"] == []


class TestPieces:
    def test_figure_of_the_day_before_cuts_the_time(self, ask, make):
        account = make({0: "100", 4: "110", 10: "176"})
        book(account, "50", day=5)
        (record,) = ask()
        assert rates(record)["timeWeighted"] == "0.21"
        assert record["caveats"] == ["Less than 90 days are not told as a rate a year."]

    def test_figure_that_money_came_after_does_not(self, ask, make):
        account = make({0: "100", 2: "100", 10: "220"})
        book(account, "50", day=5)
        book(account, "50", day=6)
        (record,) = ask()
        # It is cut before day 5 and not before day 6: 20 / (100 + 50 + 50 * 5 / 6).
        assert rates(record)["timeWeighted"] == "0.104348"
        assert record["caveats"][0].startswith("Money that came or went without a figure")

    def test_figure_that_is_old_does_not(self, ask, make):
        account = make({0: "100", 20: "160"})
        book(account, "50", day=11)
        (record,) = ask(20)
        assert rates(record)["timeWeighted"] == "0.08"
        assert record["caveats"][0].startswith("Money that came or went without a figure")

    def test_income_and_fees_stay_inside(self, ask, make):
        account = make({0: "100", 10: "103"})
        book(account, "5", type="profit")
        book(account, "-2", type="market_fee")
        (record,) = ask()
        assert rates(record)["timeWeighted"] == "0.03"
        assert (str(record["income"]), str(record["fees"])) == ("5", "-2")

    def test_money_the_family_moves_between_investments_is_no_flow(self, ask, make):
        one, two = make({0: "100", 10: "60"}), make({0: "100", 10: "150"}, type="pea")
        book(one, "-50", day=3)
        book(two, "50", day=3)
        (record,) = ask()
        assert rates(record) == {"timeWeighted": "0.05", "moneyWeighted": "0.05"}
        (alone,) = ask(accountId=two.pk)
        assert str(alone["externalFlows"]) == "50"


class TestCoverage:
    def test_cash_that_waits_does_not_count(self, ask, make):
        make({0: "1000", 10: "1000"})
        late = make({10: "1000"})
        line = factories.make_holding(late, kind="cash", valuation="960")
        factories.make_holding_reading(line, as_of=NOON, learned_at=NOON, valuation="960")
        (record,) = ask()
        assert str(record["coverage"]) == "0.961538"
        assert record["caveats"][0] == "Accounts without a recent figure at both ends are left out."

    def test_figure_older_than_a_week_covers_no_end(self, ask, make):
        make({0: "100", 3: "100"})
        assert str(ask(10)[0]["coverage"]) == "1"
        assert str(ask(11)[0]["coverage"]) == "0"

    def test_account_without_any_figure_is_in_no_return(self, ask, make):
        account = make({})
        (record,) = ask(accountId=account.pk)
        assert (rates(record), str(record["coverage"])) == ({}, "0")

    def test_what_is_left_out_has_no_part_in_the_flows(self, ask, make):
        make({0: "1000", 10: "1000"})
        book(make({10: "10"}), "10")
        (record,) = ask()
        assert (str(record["externalFlows"]), rates(record)["timeWeighted"]) == ("0", "0")

    def test_account_another_connection_goes_on_with_is_covered(self, ask, make, alices, bob):
        first = make({0: "100"}, iban=IBAN, bank_updated_at=NOON)
        other = factories.make_connection(factories.make_powens_user(alices, bob))
        second = factories.make_account(other, type="market", iban=IBAN, bank_updated_at=NOON + 10 * DAY)
        read(second, "160", at=NOON + 10 * DAY)
        for account in (first, second):
            book(account, "50", day=1)
        for asked in ({}, {"accountId": first.pk}, {"accountId": second.pk}):
            (record,) = ask(**asked)
            assert str(record["externalFlows"]) == "50"
            assert rates(record)["timeWeighted"] == "0.066667"


class TestScope:
    def test_each_currency_is_by_itself(self, ask, make):
        make({0: "100", 10: "110"})
        make({0: "100", 10: "90"}, currency="USD")
        assert [(each["currency"], str(each["timeWeighted"])) for each in ask()] == [
            ("EUR", "0.1"),
            ("USD", "-0.1"),
        ]

    @pytest.mark.parametrize("kind", ["checking", "livret_a", "loan", "real_estate", "card", "unknown"])
    def test_other_kinds_earn_no_return(self, ask, as_alice, make, kind):
        account = make({0: "100", 10: "110"}, type=kind)
        assert ask() == []
        answer = as_alice.get(RETURNS, accountId=account.pk, **{"from": FIRST, "to": FIRST + DAY})
        assert (answer.status_code, answer.json()["issues"][0]["path"]) == (400, "accountId")

    @pytest.mark.parametrize("kind", ["market", "lifeinsurance", "per", "pee"])
    def test_investments_are_told_alone_or_together(self, ask, make, kind):
        account = make({0: "100", 10: "110"}, type=kind)
        (alone,), (together,) = ask(accountId=account.pk), ask()
        assert alone.pop("accountId") == str(account.pk)
        assert alone == together
        assert together["days"] == 10

    def test_what_is_kept_by_hand_is_not_among_them(self, ask, alices):
        stake = factories.make_manual_account(alices, kind="securities", created_at=NOON)
        factories.make_valuation(stake, "100")
        assert ask() == []

    def test_account_of_another_tenant_is_none(self, as_bob, make):
        account = make({0: "100", 10: "110"})
        answer = as_bob.get(RETURNS, accountId=account.pk, **{"from": FIRST, "to": FIRST + DAY})
        assert answer.status_code == 404

    def test_no_time_earns_nothing(self, ask, make):
        make({0: "100"})
        assert rates(ask(0)[0]) == {"timeWeighted": "0"}

    def test_days_that_are_swapped_are_refused(self, as_alice, alices):
        answer = as_alice.get(RETURNS, **{"from": FIRST + DAY, "to": FIRST})
        assert (answer.status_code, answer.json()["issues"][0]["path"]) == (400, "from")

    def test_account_that_is_gone_takes_its_value_out_of_the_coverage(self, ask, make):
        make({0: "100", 10: "110"})
        gone = make({0: "100"})
        Account.objects.filter(pk=gone.pk).update(vanished_at=NOON + 5 * DAY)
        assert str(ask()[0]["coverage"]) == "0.52381"
        assert HoldingReading.objects.count() == 0

    def test_first_and_last_day_there_are_can_be_asked_about(self, ask, make):
        make({0: "100", 10: "110"})
        (record,) = ask(**{"from": "0001-01-01", "to": "9999-12-31"})
        assert str(record["coverage"]) == "0"
